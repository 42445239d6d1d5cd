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

    /// <summary>Longest a batch may run before it is interrupted and fails, 1 s to 1 h; default 60 s.</summary>
    public TimeSpan RunLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        Check(nameof(QueueCapacity), QueueCapacity, 1, 65_536);
        Check(nameof(CircuitFailures), CircuitFailures, 1, 1000);
        Check(nameof(MaxDelay), MaxDelay, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Check(nameof(CircuitOpenFor), CircuitOpenFor, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Check(nameof(RunLimit), RunLimit, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }

    private static void Check<T>(string name, T value, T least, T most) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; allowed: {least} to {most}.");
    }
}
