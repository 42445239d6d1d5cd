namespace Fresnel.Inference.Batching;

/// <summary>What the scheduler knows when the device is free and requests wait. Times are ticks of one clock.</summary>
internal readonly ref struct BatchSituation
{
    /// <summary>Now.</summary>
    public long Now { get; init; }

    /// <summary>Deadlines of the waiting requests in the order of service, as many as the largest bucket takes; <see cref="long.MaxValue"/> for none. Not empty.</summary>
    public ReadOnlySpan<long> Deadlines { get; init; }

    /// <summary>When the first of them was asked.</summary>
    public long OldestAsked { get; init; }

    /// <summary>Batch sizes, ascending from 1.</summary>
    public ReadOnlySpan<int> Buckets { get; init; }

    /// <summary>Measured time of a batch per bucket; 0 where not yet measured.</summary>
    public ReadOnlySpan<long> Costs { get; init; }

    /// <summary>Mean time between requests lately; 0 where not yet known.</summary>
    public long Interval { get; init; }

    /// <summary>Most that a free device waits after the oldest was asked.</summary>
    public long MaxDelay { get; init; }
}

/// <summary>What to do now: run some, or look again at a time.</summary>
/// <param name="Run">Requests to run now, in the order of service; 0 to wait.</param>
/// <param name="Until">When to look again where nothing is run.</param>
internal readonly record struct BatchDecision(int Run, long Until);
