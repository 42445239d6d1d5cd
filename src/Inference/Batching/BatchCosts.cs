namespace Fresnel.Inference.Batching;

/// <summary>Measured time of a batch per bucket: an exponentially weighted mean (a fifth of each new measurement).</summary>
internal sealed class BatchCosts(int buckets)
{
    private readonly long[] costs = new long[buckets];
    private readonly int[] samples = new int[buckets];

    /// <summary>Ticks per bucket; 0 where not measured.</summary>
    public ReadOnlySpan<long> Values => costs;

    /// <summary>Takes a measurement. The first of a bucket includes the making of its buffers, so the second replaces it where it is less.</summary>
    public void Add(int bucket, long ticks)
    {
        ticks = Math.Max(ticks, 1);
        var replace = samples[bucket] == 0 || (samples[bucket] == 1 && ticks < costs[bucket]);
        costs[bucket] = replace ? ticks : Math.Max(1, costs[bucket] + ((ticks - costs[bucket]) / 5));
        if (samples[bucket] < 2) samples[bucket]++;
    }
}
