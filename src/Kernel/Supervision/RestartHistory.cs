namespace Fresnel.Kernel.Supervision;

/// <summary>One child's failures, counted by its parent.</summary>
internal sealed class RestartHistory
{
    private Queue<long>? restarts;
    private long lastRestart;
    private int failures;

    /// <summary>Restarts within the window.</summary>
    public int Restarts(SupervisionStrategy strategy, TimeProvider time)
    {
        if (strategy.MaxRestarts is null) return failures;
        if (restarts is null) return 0;
        var now = time.GetTimestamp();
        while (restarts.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= strategy.Window) restarts.Dequeue();
        return restarts.Count;
    }

    /// <summary>Counts a restart, and says how long to wait before it; false where none is left.</summary>
    public bool TryRestart(SupervisionStrategy strategy, TimeProvider time, Func<double> random, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (strategy.MaxRestarts is { } most)
        {
            if (Restarts(strategy, time) >= most) return false;
            (restarts ??= new()).Enqueue(time.GetTimestamp());
        }

        if (strategy.Backoff is null && strategy.MaxRestarts is not null) return true;
        var now = time.GetTimestamp();
        if (failures > 0 && time.GetElapsedTime(lastRestart, now) >= strategy.ResetAfter) failures = 0;
        failures++;
        if (strategy.Backoff is { } backoff) delay = backoff.Delay(failures, random());
        lastRestart = now + (long)(delay.TotalSeconds * time.TimestampFrequency);
        return true;
    }
}
