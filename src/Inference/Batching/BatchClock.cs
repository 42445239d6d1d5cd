namespace Fresnel.Inference.Batching;

/// <summary>Monotonic ticks of a <see cref="TimeProvider"/> and spans in the same ticks.</summary>
internal sealed class BatchClock(TimeProvider time)
{
    private readonly double ticksAMillisecond = time.TimestampFrequency / 1000.0;

    /// <summary>Now.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>A span in ticks.</summary>
    public long Ticks(TimeSpan span) => (long)(span.TotalMilliseconds * ticksAMillisecond);

    /// <summary>Ticks in milliseconds.</summary>
    public double Milliseconds(long ticks) => ticks / ticksAMillisecond;

    /// <summary>The moment a span from now; <see cref="long.MaxValue"/> for <see cref="Timeout.InfiniteTimeSpan"/> and what lies beyond a year.</summary>
    public long After(long now, TimeSpan span) => span == Timeout.InfiniteTimeSpan || span > TimeSpan.FromDays(365) ? long.MaxValue : now + Ticks(span);

    /// <summary>A timer of the same clock, not yet set.</summary>
    public ITimer Timer(TimerCallback callback) => time.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
