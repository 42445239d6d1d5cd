using System.Diagnostics.CodeAnalysis;
using Fresnel.Kernel.Cells;
using Fresnel.Kernel.Mailboxes;

namespace Fresnel.Kernel;

/// <summary>One instance's timers. Whether one still counts is decided in the actor's turn, so that a cancelled one is never delivered.</summary>
internal sealed class ActorTimers<TMessage>(TimeProvider time, Action<SystemItem> post) : IActorTimers<TMessage>
{
    private readonly Dictionary<object, Entry> entries = [];

    public void StartSingle(object key, TMessage message, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Start(key, message, delay, Timeout.InfiniteTimeSpan);
    }

    public void StartPeriodic(object key, TMessage message, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(key, message, interval, interval);
    }

    public bool Cancel(object key)
    {
        if (!entries.Remove(key, out var entry)) return false;
        entry.End();
        return true;
    }

    public bool IsActive(object key) => entries.ContainsKey(key);

    public void CancelAll()
    {
        foreach (var entry in entries.Values) entry.End();
        entries.Clear();
    }

    private void Post(SystemItem item) => post(item);

    private void Start(object key, TMessage message, TimeSpan due, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(key);
        Cancel(key);
        var entry = new Entry(this, key, message, period != Timeout.InfiniteTimeSpan);
        entries.Add(key, entry);
        entry.Begin(time, due, period);
    }

    /// <summary>One timer; it is its own item in the lane, at most once at a time.</summary>
    internal sealed class Entry(ActorTimers<TMessage> owner, object key, TMessage message, bool periodic) : SystemItem, IMessageItem
    {
        private ITimer? timer;
        private bool ended;
        private int queued;

        public void Begin(TimeProvider time, TimeSpan due, TimeSpan period) =>
            timer = UnflowedTimer.Create(time, static state => ((Entry)state!).OnDue(), this, due, period);

        public void End()
        {
            ended = true;
            timer?.Dispose();
        }

        /// <summary>The message; false where the timer was ended. In the actor's turn.</summary>
        public bool TryTake([MaybeNullWhen(false)] out TMessage due)
        {
            Volatile.Write(ref queued, 0);
            due = message!;
            if (ended) return false;
            if (!periodic) owner.Cancel(key);
            return true;
        }

        private void OnDue()
        {
            if (Interlocked.Exchange(ref queued, 1) == 0) owner.Post(this);
        }
    }
}
