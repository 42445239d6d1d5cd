using Fresnel.Kernel.Cells;
using Fresnel.Kernel.Mailboxes;

namespace Fresnel.Kernel;

/// <summary>The receive timeout. A message only notes the time; the timer is set again when it fires too early.</summary>
internal sealed class IdleTimer<TMessage> : IDisposable
{
    private readonly TimeProvider time;
    private readonly TimeSpan idle;
    private readonly TMessage message;
    private readonly ITimer timer;
    private long touched;
    private bool delivered;

    public IdleTimer(TimeProvider time, TimeSpan idle, TMessage message, Action<SystemItem> post)
    {
        this.time = time;
        this.idle = idle;
        this.message = message;
        touched = time.GetTimestamp();
        timer = UnflowedTimer.Create(time, _ => post(new IdleItem()), null, idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A message was handled.</summary>
    public void Touch()
    {
        touched = time.GetTimestamp();
        if (!delivered) return;
        delivered = false;
        timer.Change(idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether nothing was told for long enough; otherwise the timer is set for what is left.</summary>
    public bool IsDue(out TMessage message)
    {
        message = this.message;
        if (delivered) return false;
        var left = idle - time.GetElapsedTime(touched);
        if (left > TimeSpan.Zero)
        {
            timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            return false;
        }

        return delivered = true;
    }

    public void Dispose() => timer.Dispose();
}
