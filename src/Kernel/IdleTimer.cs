using Fresnel.Kernel.Cells;
using Fresnel.Kernel.Mailboxes;

namespace Fresnel.Kernel;

/// <summary>The receive timeout. A message only notes the time; the timer is set again when it fires too early.</summary>
internal sealed class IdleTimer<TMessage> : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _idle;
    private readonly TMessage _message;
    private readonly ITimer _timer;
    private long _touched;
    private bool _delivered;

    public IdleTimer(TimeProvider time, TimeSpan idle, TMessage message, Action<SystemItem> post)
    {
        _time = time;
        _idle = idle;
        _message = message;
        _touched = time.GetTimestamp();
        _timer = UnflowedTimer.Create(time, _ => post(new IdleItem()), null, idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A message was handled.</summary>
    public void Touch()
    {
        _touched = _time.GetTimestamp();
        if (!_delivered) return;
        _delivered = false;
        _timer.Change(_idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether nothing was told for long enough; otherwise the timer is set for what is left.</summary>
    public bool IsDue(out TMessage message)
    {
        message = _message;
        if (_delivered) return false;
        var left = _idle - _time.GetElapsedTime(_touched);
        if (left > TimeSpan.Zero)
        {
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            return false;
        }

        return _delivered = true;
    }

    public void Dispose() => _timer.Dispose();
}
