using Fresnel.Inference.Hog;

namespace Fresnel.Inference.Tests.Hog;

public sealed class HitGrouperTests
{
    public static TheoryData<int> Facts => [.. Enumerable.Range(0, GoldenFacts.Read<GoldenFacts.Grouped>("grouped.json").Length)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void Group_HitsOfAVideoFrame_AreGroupedAsOpenCvDoes(int number)
    {
        var fact = GoldenFacts.Read<GoldenFacts.Grouped>("grouped.json")[number];
        Assert.Equal(fact.Groups.Select(Hit), Group(fact.Hits.Select(Hit), fact.Threshold));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2026)]
    public void Group_HitsInAnotherOrder_GivesTheSame(int seed)
    {
        var dice = new Random(seed);
        var hits = new List<HogHit>();
        for (var index = 0; index < 150; index++)
        {
            var size = dice.Next(1, 4);
            hits.Add(new HogHit((dice.Next(6) * 60) + dice.Next(9), (dice.Next(4) * 50) + dice.Next(9), 64 * size, 128 * size, dice.NextSingle()));
        }

        var expected = Group(hits, 2);
        Assert.NotEmpty(expected);
        for (var round = 0; round < 5; round++)
        {
            var shuffled = hits.ToArray();
            dice.Shuffle(shuffled);
            Assert.Equal(expected, Group(shuffled, 2));
        }
    }

    [Fact]
    public void Group_ChainOfNeighbours_IsOneGroupWithItsBestWeight()
    {
        HogHit[] hits = [.. Enumerable.Range(0, 7).Select(step => new HogHit(step * 15, 10, 64, 128, step == 3 ? 2 : 1))];
        Assert.Equal([new HogHit(45, 10, 64, 128, 2)], Group(hits, 2));
    }

    [Fact]
    public void Group_AsManyMembersAsTheThreshold_IsLeftOut()
    {
        HogHit[] hits = [new(0, 0, 64, 128, 1), new(1, 0, 64, 128, 1), new(300, 0, 64, 128, 1), new(301, 0, 64, 128, 1), new(302, 0, 64, 128, 1)];
        Assert.Equal([new HogHit(301, 0, 64, 128, 1)], Group(hits, 2));
    }

    [Fact]
    public void Group_SmallGroupInsideALargerOne_IsLeftOut()
    {
        var outer = Enumerable.Repeat(new HogHit(0, 0, 200, 400, 1), 5);
        var inner = Enumerable.Repeat(new HogHit(60, 100, 64, 128, 3), 3);
        Assert.Equal([new HogHit(0, 0, 200, 400, 1)], Group(outer.Concat(inner), 2));
        Assert.Equal(2, Group(outer.Take(3).Concat(inner), 2).Count);
    }

    [Fact]
    public void Group_NoHits_GivesNone() => Assert.Empty(Group([], 2));

    private static HogHit Hit(double[] numbers) => new((int)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3], (float)numbers[4]);

    private static List<HogHit> Group(IEnumerable<HogHit> hits, int threshold)
    {
        var results = new List<HogHit>();
        new HitGrouper().Group([.. hits], threshold, 0.2, results);
        return results;
    }
}
