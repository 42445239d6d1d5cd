namespace Fresnel.Inference.Detection;

/// <summary>What a detector has done since it was opened; counters only grow.</summary>
public sealed record DetectorStats
{
    /// <summary>Requests accepted into the queue.</summary>
    public long Requests { get; init; }

    /// <summary>Requests answered with detections.</summary>
    public long Completed { get; init; }

    /// <summary>Requests withdrawn by their caller before they began.</summary>
    public long Cancelled { get; init; }

    /// <summary>Requests whose deadline passed before they began.</summary>
    public long Expired { get; init; }

    /// <summary>Requests refused because the queue was full, the circuit open or the model down.</summary>
    public long Refused { get; init; }

    /// <summary>Requests that failed because their batch failed.</summary>
    public long Failed { get; init; }

    /// <summary>Batches run, failed ones included.</summary>
    public long Batches { get; init; }

    /// <summary>Batches whose output held a value that is not a finite number.</summary>
    public long NonFiniteOutputs { get; init; }

    /// <summary>Runs that never ended and were given up.</summary>
    public long HungRuns { get; init; }

    /// <summary>Requests that went to the fallback model, because this one refused them.</summary>
    public long FellBack { get; init; }

    /// <summary>Runs given up and still under way now, each with a thread of its own.</summary>
    public int LostRuns { get; init; }

    /// <summary>Whether the model stays down, because too many of its runs never ended.</summary>
    public bool Down { get; init; }

    /// <summary>Requests waiting now.</summary>
    public int Queued { get; init; }

    /// <summary>Mean requests per batch; 0 before the first.</summary>
    public double MeanBatchSize { get; init; }

    /// <summary>Median time of the latest batches (512 at most), milliseconds; 0 before the first.</summary>
    public double RunMsP50 { get; init; }

    /// <summary>95th percentile of the same batches, milliseconds.</summary>
    public double RunMsP95 { get; init; }

    /// <summary>Whether the circuit breaker refuses requests now.</summary>
    public bool CircuitOpen { get; init; }
}
