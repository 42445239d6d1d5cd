using FsCheck.Xunit;
using Fresnel.Inference.Batching;

namespace Fresnel.Inference.Tests.Batching;

public sealed class BatchSchedulerTests
{
    private static readonly int[] Buckets = [1, 2, 4, 8];

    /// <summary>A batch of 1 takes 10, of 2 12, of 4 16, of 8 24.</summary>
    private static readonly long[] Costs = [10, 12, 16, 24];

    [Fact]
    public void Decide_LightLoad_RunsAtOnce() => Assert.Equal(1, Decide(1, interval: 10, deadline: 1000).Run);

    [Fact]
    public void Decide_NothingMeasuredYet_RunsAtOnce() =>
        Assert.Equal(1, Decide(1, interval: 1, deadline: 1000, costs: [0, 0, 0, 0]).Run);

    [Fact]
    public void Decide_RequestsComeFasterThanTheyAreServed_WaitsForTheNextBucket() =>
        Assert.Equal(new BatchDecision(0, 50), Decide(1, interval: 3, deadline: 1000, maxDelay: 50));

    [Fact]
    public void Decide_OldestDeadlineNear_WaitsNoLongerThanTheBatchTakes() =>
        Assert.Equal(new BatchDecision(0, 30 - 12), Decide(1, interval: 3, deadline: 30, maxDelay: 50));

    [Fact]
    public void Decide_DeadlineWouldBeMissedByWaiting_RunsNow() =>
        Assert.Equal(1, Decide(1, interval: 3, deadline: 11, maxDelay: 50).Run);

    [Fact]
    public void Decide_DelayIsUsedUp_RunsNow() =>
        Assert.Equal(3, Decide(3, interval: 1, deadline: 1000, maxDelay: 0).Run);

    [Fact]
    public void Decide_Full_RunsTheLargestBucket() => Assert.Equal(8, Decide(8, interval: 1, deadline: 1000).Run);

    [Fact]
    public void Decide_LargeBatchWouldMissTheDeadline_RunsASmallerOne() =>
        Assert.Equal(2, Decide(8, interval: 1, deadline: 13).Run);

    [Fact]
    public void Decide_NoBatchMeetsTheDeadline_RunsAll() => Assert.Equal(8, Decide(8, interval: 1, deadline: 5).Run);

    [Fact]
    public void Decide_OneAtATime_NeverWaits() =>
        Assert.Equal(1, BatchScheduler.Decide(new BatchSituation { Deadlines = [long.MaxValue], Buckets = [1], Costs = [300], Interval = 1, MaxDelay = 1000 }).Run);

    [Fact]
    public void Decide_LargerBatchCostsAsMuchARequest_DoesNotWait() =>
        Assert.Equal(1, Decide(1, interval: 3, deadline: 1000, costs: [10, 20, 40, 80]).Run);

    [Property(MaxTest = 2000)]
    public bool Decide_AnySituation_HoldsItsPromises(int seed)
    {
        var random = new Random(seed);
        long now = random.Next(0, 1000), maxDelay = random.Next(0, 100), asked = now - random.Next(0, 100);
        var deadlines = new long[random.Next(1, 9)];
        for (var index = 0; index < deadlines.Length; index++) deadlines[index] = random.Next(4) == 0 ? long.MaxValue : now + random.Next(1, 200);
        long cost = random.Next(0, 30);
        var costs = new long[4];
        for (var index = 0; index < 4; index++) costs[index] = random.Next(5) == 0 ? 0 : cost += random.Next(1, 30);
        long interval = random.Next(0, 40);
        var decision = BatchScheduler.Decide(new BatchSituation { Now = now, Deadlines = deadlines, OldestAsked = asked, Buckets = Buckets, Costs = costs, Interval = interval, MaxDelay = maxDelay });

        var earliest = deadlines.Min();
        if (decision.Run > 0) return decision.Run <= deadlines.Length;

        // It waits only for a time to come, not full, not beyond the allowed delay, and so that a batch of the present size still meets the deadline.
        var present = costs[BatchScheduler.BucketIndex(Buckets, deadlines.Length)];
        return decision.Until > now && deadlines.Length < 8 && decision.Until <= asked + maxDelay && decision.Until <= earliest - present && interval > 0;
    }

    [Property(MaxTest = 300)]
    public bool Decide_AnyArrivalsAndCosts_ServesEveryRequestInTurnAndWaitsNoLongerThanAllowed(int seed)
    {
        var random = new Random(seed);
        int[] buckets = random.Next(3) switch { 0 => [1], 1 => [4], _ => [1, 2, 4, 8] };
        var costs = buckets.Select(bucket => 5L + (bucket * random.Next(1, 10))).ToArray();
        var maxDelay = random.Next(0, 60);
        var arrivals = new List<(long At, long Deadline)>();
        for (long at = 0; arrivals.Count < 200;)
        {
            at += random.Next(4) == 0 ? random.Next(0, 200) : random.Next(0, 8);
            arrivals.Add((at, random.Next(3) == 0 ? long.MaxValue : at + random.Next(1, 300)));
        }

        long now = 0;
        int served = 0, turns = 0;
        while (served < arrivals.Count)
        {
            if (++turns > 10_000) return false;
            now = Math.Max(now, arrivals[served].At);
            var waiting = arrivals.Skip(served).TakeWhile(request => request.At <= now).Take(buckets[^1]).ToArray();
            var decision = BatchScheduler.Decide(new BatchSituation
            {
                Now = now,
                Deadlines = waiting.Select(request => request.Deadline).ToArray(),
                OldestAsked = waiting[0].At,
                Buckets = buckets,
                Costs = costs,
                Interval = random.Next(1, 20),
                MaxDelay = maxDelay,
            });
            if (decision.Run > waiting.Length) return false;
            if (decision.Run == 0)
            {
                // The device is free: nobody waits longer for company than allowed, and nobody so long that he is late for it.
                if (decision.Until <= now || decision.Until > waiting[0].At + maxDelay || decision.Until > waiting.Min(request => request.Deadline)) return false;
                var next = served + waiting.Length < arrivals.Count ? arrivals[served + waiting.Length].At : long.MaxValue;
                now = Math.Min(decision.Until, Math.Max(next, now + 1));
                continue;
            }

            served += decision.Run;
            now += costs[BatchScheduler.BucketIndex(buckets, decision.Run)];
        }

        return true;
    }

    private static BatchDecision Decide(int waiting, long interval, long deadline, long maxDelay = 50, long[]? costs = null)
    {
        var deadlines = new long[waiting];
        Array.Fill(deadlines, long.MaxValue);
        deadlines[0] = deadline;
        return BatchScheduler.Decide(new BatchSituation { Now = 0, Deadlines = deadlines, OldestAsked = 0, Buckets = Buckets, Costs = costs ?? Costs, Interval = interval, MaxDelay = maxDelay });
    }
}
