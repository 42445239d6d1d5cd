namespace Fresnel.Actors.Cameras.Live;

/// <summary>The last few thousand latencies, for percentiles. One writer; readers may see a torn window, never a torn value.</summary>
public sealed class LatencyWindow
{
    private const int Size = 4096;
    private readonly float[] values = new float[Size];
    private long count;

    /// <summary>Adds a latency.</summary>
    public void Add(TimeSpan latency)
    {
        values[count % Size] = (float)latency.TotalMilliseconds;
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>The 50th, 95th and 99th percentile, in milliseconds; zeros before the first.</summary>
    public (double P50, double P95, double P99) Percentiles()
    {
        var filled = (int)Math.Min(Volatile.Read(ref count), Size);
        if (filled == 0) return default;
        var sorted = values.AsSpan(0, filled).ToArray();
        Array.Sort(sorted);
        return (At(0.50), At(0.95), At(0.99));

        double At(double share) => sorted[Math.Clamp((int)Math.Ceiling(share * filled) - 1, 0, filled - 1)];
    }
}
