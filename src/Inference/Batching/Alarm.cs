namespace Fresnel.Inference.Batching;

/// <summary>A timer that rings no later than the earliest time it was set to. Its owner's lock guards it.</summary>
internal sealed class Alarm(BatchClock clock, Action ring) : IDisposable
{
    private readonly ITimer timer = clock.Timer(_ => ring());
    private long at = long.MaxValue;

    /// <summary>Sees to it that it rings no later than a time, ticks; <see cref="long.MaxValue"/> for never.</summary>
    public void Set(long time, long now)
    {
        if (time >= at) return;
        at = time;

        // Timers are no finer than a millisecond.
        timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(clock.Milliseconds(time - now)))), Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has rung.</summary>
    public void Reset() => at = long.MaxValue;

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
