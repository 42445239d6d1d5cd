namespace Fresnel.Engine.Driver;

/// <summary>The monotonic time since the start of a run, by which everything in it is ordered.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>The clock that timers use.</summary>
    public TimeProvider Time => time;

    /// <summary>The time since the start of the run.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);
}
