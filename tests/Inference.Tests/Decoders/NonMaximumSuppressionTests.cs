using FsCheck.Xunit;
using Fresnel.Inference.Decoders;
using Fresnel.Inference.Tests.Support;

namespace Fresnel.Inference.Tests.Decoders;

public sealed class NonMaximumSuppressionTests
{
    [Property(MaxTest = 300)]
    public bool Select_AnyCandidates_EqualsAllPairsComparison(int seed)
    {
        var candidates = Candidates(seed);
        var expected = Reference.Suppress(candidates.Select(Box), 0.45).Select(box => (box.Left, box.Score, box.Label));
        var suppression = new NonMaximumSuppression();
        var selected = suppression.Select(candidates, 0.45f, int.MaxValue).ToArray().Select(index => Box(candidates[index])).Select(box => (box.Left, box.Score, box.Label));
        return expected.SequenceEqual(selected);
    }

    [Property(MaxTest = 100)]
    public bool Select_WithALimit_KeepsTheFirstOfTheSameOrder(int seed)
    {
        var candidates = Candidates(seed);
        var suppression = new NonMaximumSuppression();
        var all = suppression.Select(candidates, 0.3f, int.MaxValue).ToArray();
        var some = suppression.Select(candidates, 0.3f, 5).ToArray();
        return all.Take(5).SequenceEqual(some);
    }

    [Property(MaxTest = 300)]
    public bool Select_AnyCandidates_KeepsNoPairAndRemovesOnlyWhatABetterOneCovers(int seed)
    {
        const float Limit = 0.4f;
        var candidates = Candidates(seed);
        var kept = new NonMaximumSuppression().Select(candidates, Limit, int.MaxValue).ToArray();
        bool Covers(int one, int other) => candidates[one].Label == candidates[other].Label && Candidate.Iou(in candidates[one], in candidates[other]) > Limit;
        var noPair = kept.All(one => kept.All(other => one == other || !Covers(one, other)));
        var removed = Enumerable.Range(0, candidates.Length).Except(kept);
        return noPair && kept.Distinct().Count() == kept.Length && removed.All(gone => kept.Any(one => candidates[one].Score >= candidates[gone].Score && Covers(one, gone)));
    }

    [Property(MaxTest = 200)]
    public bool Select_WhatWasKept_IsAllKeptAgain(int seed)
    {
        var candidates = Candidates(seed);
        var suppression = new NonMaximumSuppression();
        var kept = suppression.Select(candidates, 0.4f, int.MaxValue).ToArray().Select(index => candidates[index]).ToArray();
        return suppression.Select(kept, 0.4f, int.MaxValue).ToArray().SequenceEqual(Enumerable.Range(0, kept.Length));
    }

    [Property(MaxTest = 200)]
    public bool Select_OtherOrderOfDistinctScores_KeepsTheSame(int seed)
    {
        var random = new Random(seed);
        var candidates = Candidates(seed);
        for (var index = 0; index < candidates.Length; index++) candidates[index] = candidates[index] with { Score = (index * 7 % 131) / 131f };
        var shuffled = candidates.ToArray();
        random.Shuffle(shuffled);
        var suppression = new NonMaximumSuppression();
        var one = suppression.Select(candidates, 0.4f, 30).ToArray().Select(index => candidates[index]).ToArray();
        return suppression.Select(shuffled, 0.4f, 30).ToArray().Select(index => shuffled[index]).SequenceEqual(one);
    }

    [Fact]
    public void Select_EqualScores_KeepTheOrderGiven()
    {
        var candidates = Enumerable.Range(0, 20).Select(index => new Candidate(index * 10, 0, (index * 10) + 5, 5, 0.5f, 0)).ToArray();
        Assert.Equal(Enumerable.Range(0, 20), new NonMaximumSuppression().Select(candidates, 0.5f, 100).ToArray());
    }

    [Fact]
    public void Select_NegativeScores_SortBelowPositive()
    {
        Candidate At(float left, float score) => new(left, 0, left + 5, 5, score, 0);
        Candidate[] candidates = [At(0, -1.5f), At(10, 0.2f), At(20, -0.1f), At(30, 3)];
        Assert.Equal([3, 1, 2, 0], new NonMaximumSuppression().Select(candidates, 0.5f, 100).ToArray());
    }

    [Fact]
    public void Select_SameBoxOfOtherClass_IsKept()
    {
        Candidate[] candidates = [new(0, 0, 10, 10, 0.9f, 0), new(0, 0, 10, 10, 0.8f, 1), new(0, 0, 10, 10, 0.7f, 0)];
        Assert.Equal([0, 1], new NonMaximumSuppression().Select(candidates, 0.5f, 100).ToArray());
    }

    [Fact]
    public void Select_AgainWithAsMany_AllocatesNothing()
    {
        var candidates = Candidates(7);
        var suppression = new NonMaximumSuppression();
        suppression.Select(candidates, 0.5f, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        suppression.Select(candidates, 0.5f, 100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Candidate[] Candidates(int seed)
    {
        var random = new Random(seed);
        var candidates = new Candidate[random.Next(0, 120)];
        for (var index = 0; index < candidates.Length; index++)
        {
            // Whole coordinates keep single and double precision from disagreeing; the fraction keeps every box different.
            float left = random.Next(0, 60) + (index / 256f), top = random.Next(0, 60);
            candidates[index] = new Candidate(left, top, left + random.Next(0, 40), top + random.Next(0, 40), random.Next(-3, 8) / 8f, random.Next(0, 3));
        }

        return candidates;
    }

    private static Reference.Box Box(Candidate candidate) => new(candidate.Label, candidate.Score, candidate.Left, candidate.Top, candidate.Right, candidate.Bottom);
}
