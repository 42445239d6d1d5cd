namespace Fresnel.Inference.Batching;

/// <summary>How requests are queued, batched and refused.</summary>
public sealed class BatcherOptions
{
    /// <summary>Most requests waiting, 1 to 65536; default 256. One more is refused.</summary>
    public int QueueCapacity { get; init; } = 256;

    /// <summary>Most that a free device waits for a larger batch, 0 to 1 s; default 5 ms. It waits only while requests come faster than the present batch size can serve.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Failed batches in a row that open the circuit, 1 to 1000; default 5.</summary>
    public int CircuitFailures { get; init; } = 5;

    /// <summary>Time the circuit stays open before one batch is tried, 100 ms to 1 h; default 10 s.</summary>
    public TimeSpan CircuitOpenFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest a batch may run before it is interrupted and fails, 1 s to 1 h; default 30 s. TensorRT builds its engine in the first run of a shape: that may take minutes.</summary>
    public TimeSpan RunLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest an interrupted run may take to end before it is given up with its thread, 100 ms to 1 min; default 2 s. The model is then loaded anew.</summary>
    public TimeSpan InterruptionLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Given-up runs still under way at which the model stays down, because each keeps a thread and its memory, 1 to 16; default 3.</summary>
    public int MaxLostRuns { get; init; } = 3;

    /// <summary>
    /// Pictures of every run, 1 to 256 and at most the model's largest batch; default 0: as many as the load asks for. A run of fewer requests is filled up,
    /// so that an answer does not depend on how many others were asked for at the same time.
    /// </summary>
    public int FixedBatch { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        Check(nameof(QueueCapacity), QueueCapacity, 1, 65_536);
        Check(nameof(CircuitFailures), CircuitFailures, 1, 1000);
        Check(nameof(MaxDelay), MaxDelay, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Check(nameof(CircuitOpenFor), CircuitOpenFor, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Check(nameof(RunLimit), RunLimit, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(InterruptionLimit), InterruptionLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Check(nameof(MaxLostRuns), MaxLostRuns, 1, 16);
        Check(nameof(FixedBatch), FixedBatch, 0, 256);
    }

    private static void Check<T>(string name, T value, T least, T most) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; allowed: {least} to {most}.");
    }
}
