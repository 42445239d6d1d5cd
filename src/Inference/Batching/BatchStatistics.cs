using Fresnel.Inference.Detection;

namespace Fresnel.Inference.Batching;

/// <summary>Counters of a batcher and the times of its latest batches. Its owner's lock guards it.</summary>
internal sealed class BatchStatistics
{
    private readonly double[] runMs = new double[512];
    private long served;

    /// <summary>Requests accepted.</summary>
    public long Requests { get; set; }

    /// <summary>Requests answered.</summary>
    public long Completed { get; private set; }

    /// <summary>Requests withdrawn.</summary>
    public long Cancelled { get; set; }

    /// <summary>Requests that came too late.</summary>
    public long Expired { get; set; }

    /// <summary>Requests refused.</summary>
    public long Refused { get; set; }

    /// <summary>Requests failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Batches run.</summary>
    public long Batches { get; private set; }

    /// <summary>Batches with NaN or infinity.</summary>
    public long NonFiniteOutputs { get; private set; }

    /// <summary>Runs given up.</summary>
    public long HungRuns { get; private set; }

    /// <summary>Requests that went to the fallback.</summary>
    public long FellBack { get; set; }

    /// <summary>Counts a batch.</summary>
    public void Add(int requests, double ms, InferenceError? error)
    {
        runMs[Batches++ % runMs.Length] = ms;
        served += requests;
        if (error is null) Completed += requests;
        else Failed += requests;
        if (error is InferenceError.NonFiniteOutput) NonFiniteOutputs++;
    }

    /// <summary>Counts a run that never ended: it has no time.</summary>
    public void AddHung(int requests)
    {
        HungRuns++;
        Failed += requests;
    }

    /// <summary>A copy for readers.</summary>
    public DetectorStats Read(int queued, bool circuitOpen, int lostRuns, bool down)
    {
        var times = runMs.AsSpan(0, (int)Math.Min(Batches, runMs.Length)).ToArray();
        Array.Sort(times);
        return new DetectorStats
        {
            Requests = Requests,
            Completed = Completed,
            Cancelled = Cancelled,
            Expired = Expired,
            Refused = Refused,
            Failed = Failed,
            Batches = Batches,
            NonFiniteOutputs = NonFiniteOutputs,
            Queued = queued,
            MeanBatchSize = Batches == 0 ? 0 : (double)served / Batches,
            RunMsP50 = Percentile(times, 0.50),
            RunMsP95 = Percentile(times, 0.95),
            CircuitOpen = circuitOpen,
            HungRuns = HungRuns,
            LostRuns = lostRuns,
            Down = down,
            FellBack = FellBack,
        };
    }

    /// <summary>Nearest rank.</summary>
    private static double Percentile(double[] sorted, double part) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
}
