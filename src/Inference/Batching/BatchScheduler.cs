namespace Fresnel.Inference.Batching;

/// <summary>
/// Decides when a batch closes. A free device runs what waits at once, unless requests come faster than batches of the present
/// size can serve and a larger batch costs less a request: then it waits for more, as long as the oldest deadline and the allowed
/// delay permit. So light load sees no delay, and under heavy load waiting buys throughput with slack alone.
/// </summary>
internal static class BatchScheduler
{
    /// <summary>The decision; depends on nothing but its argument.</summary>
    public static BatchDecision Decide(in BatchSituation situation)
    {
        var waiting = situation.Deadlines.Length;
        var largest = situation.Buckets[^1];
        if (waiting >= largest) return Run(situation, largest);
        var bucket = BucketIndex(situation.Buckets, waiting);
        var cost = Cost(situation, bucket);
        if (cost == 0 || situation.Interval == 0 || KeepsUp(situation.Interval, waiting, cost)) return Run(situation, waiting);

        var target = situation.Buckets[bucket] > waiting ? bucket : bucket + 1;
        var targetSize = situation.Buckets[target];
        var targetCost = Cost(situation, target);
        var cheaper = (double)targetCost / targetSize < (double)cost / waiting;
        if (!cheaper) return Run(situation, waiting);

        var until = Math.Min(Earliest(situation.Deadlines) - targetCost, Saturating(situation.OldestAsked, situation.MaxDelay));
        return until > situation.Now ? new BatchDecision(0, until) : Run(situation, waiting);
    }

    /// <summary>The index of the smallest bucket that holds a number of requests; the last where none does.</summary>
    public static int BucketIndex(ReadOnlySpan<int> buckets, int count)
    {
        var index = 0;
        while (index < buckets.Length - 1 && buckets[index] < count) index++;
        return index;
    }

    private static bool KeepsUp(long interval, int waiting, long cost) => (double)interval * waiting >= cost;

    /// <summary>As many as possible such that the earliest deadline among them is met; all where none can be met.</summary>
    private static BatchDecision Run(in BatchSituation situation, int most)
    {
        for (var count = most; count > 0; count = Smaller(situation.Buckets, count))
        {
            var end = Saturating(situation.Now, Cost(situation, BucketIndex(situation.Buckets, count)));
            if (end <= Earliest(situation.Deadlines[..count])) return new BatchDecision(count, situation.Now);
        }

        return new BatchDecision(most, situation.Now);
    }

    private static int Smaller(ReadOnlySpan<int> buckets, int count)
    {
        for (var index = buckets.Length - 1; index >= 0; index--)
        {
            if (buckets[index] < count) return buckets[index];
        }

        return 0;
    }

    /// <summary>A bucket's cost; where not measured, in proportion to the nearest smaller one that is (which promises no gain); 0 where none is.</summary>
    private static long Cost(in BatchSituation situation, int bucket)
    {
        for (var index = bucket; index >= 0; index--)
        {
            if (situation.Costs[index] > 0) return situation.Costs[index] * situation.Buckets[bucket] / situation.Buckets[index];
        }

        return 0;
    }

    private static long Earliest(ReadOnlySpan<long> deadlines)
    {
        var earliest = long.MaxValue;
        foreach (var deadline in deadlines) earliest = Math.Min(earliest, deadline);
        return earliest;
    }

    private static long Saturating(long time, long span) => time > long.MaxValue - span ? long.MaxValue : time + span;
}
