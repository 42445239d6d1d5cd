namespace Fresnel.Actors.Cameras.Live;

/// <summary>Events a second over the last five seconds, from a ring of per-second counts. One writer, any readers.</summary>
/// <param name="time">Its monotonic clock.</param>
public sealed class RateMeter(TimeProvider time)
{
    private const int Seconds = 5;
    private readonly long[] stamps = new long[Seconds + 1];
    private readonly int[] counts = new int[Seconds + 1];
    private readonly long start = time.GetTimestamp();

    /// <summary>Counts one.</summary>
    public void Count()
    {
        var second = Second();
        var slot = second % (Seconds + 1);
        if (stamps[slot] != second)
        {
            stamps[slot] = second;
            counts[slot] = 0;
        }

        counts[slot]++;
    }

    /// <summary>Events a second, over the whole seconds before this one.</summary>
    public double PerSecond()
    {
        var now = Second();
        var window = Math.Min(now, Seconds);
        if (window == 0) return counts[0];
        var sum = 0;
        for (var second = now - window; second < now; second++)
        {
            if (stamps[second % (Seconds + 1)] == second) sum += counts[second % (Seconds + 1)];
        }

        return (double)sum / window;
    }

    private long Second() => (long)time.GetElapsedTime(start).TotalSeconds;
}
