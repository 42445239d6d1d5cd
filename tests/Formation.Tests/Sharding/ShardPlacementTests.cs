using FsCheck.Xunit;
using Fresnel.Entities.Sharding.Allocation;

namespace Fresnel.Formation.Tests.Sharding;

public sealed class ShardPlacementTests
{
    private const int InFlight = 2;

    [Fact]
    public void Shard_GoesToTheLeastLoadedNode() => Assert.Equal(1, ShardPlacement.Choose(Nodes((3, 1), (1, 1), (2, 1))));

    [Fact]
    public void Shard_OfEquals_GoesToTheFirst() => Assert.Equal(0, ShardPlacement.Choose(Nodes((2, 1), (2, 1))));

    [Fact]
    public void Shard_FollowsTheWeights() => Assert.Equal(1, ShardPlacement.Choose(Nodes((2, 1), (5, 4))));

    [Fact]
    public void Shard_WithoutANode_HasNoPlace() => Assert.Null(ShardPlacement.Choose(Nodes()));

    [Fact]
    public void NewNode_IsGivenTwoShardsAtATime()
    {
        var nodes = Nodes((6, 1), (6, 1), (0, 1));

        Assert.Equal(["0-0", "1-0"], ShardPlacement.ChooseMoves(nodes, [], InFlight));
    }

    [Fact]
    public void ShardsInProgress_CountForTheirTargetAndAgainstTheLimit()
    {
        var nodes = Nodes((4, 1), (2, 1));

        Assert.Empty(ShardPlacement.ChooseMoves(nodes, ["0-0"], InFlight)); // 3 and 3 once it has moved
        Assert.Empty(ShardPlacement.ChooseMoves(Nodes((9, 1), (0, 1)), ["0-0", "0-1"], InFlight));
        Assert.Equal(["0-1"], ShardPlacement.ChooseMoves(Nodes((9, 1), (0, 1)), ["0-0"], InFlight));
    }

    [Fact]
    public void Balance_IsLeftAlone()
    {
        Assert.Empty(ShardPlacement.ChooseMoves(Nodes((4, 1), (3, 1)), [], InFlight));
        Assert.Empty(ShardPlacement.ChooseMoves(Nodes((2, 1), (8, 4)), [], InFlight));
        Assert.Empty(ShardPlacement.ChooseMoves(Nodes((9, 1)), [], InFlight));
        Assert.Empty(ShardPlacement.ChooseMoves(Nodes(), ["x"], InFlight));
    }

    [Property(MaxTest = 300)]
    public void Place_IsOneOfTheNodesWhoseLoadWithTheShardIsLowest(byte[] counts, byte[] weights)
    {
        var nodes = Plan(counts, weights);
        var chosen = ShardPlacement.Choose(nodes);

        Assert.Equal(nodes.Count == 0, chosen is null);
        if (chosen is { } index) Assert.All(nodes, node => Assert.True(Load(nodes[index], 1) <= Load(node, 1)));
    }

    [Property(MaxTest = 300)]
    public void Moves_AreFewNewAndOfTheNodes(byte[] counts, byte[] weights, byte moving, byte seed)
    {
        var nodes = Plan(counts, weights);
        var all = nodes.SelectMany(node => node.Shards).ToArray();
        new Random(seed).Shuffle(all);
        var inProgress = all.Take(moving % 4).ToHashSet();

        var moves = ShardPlacement.ChooseMoves(nodes, inProgress, InFlight);

        Assert.True(moves.Count <= Math.Max(0, InFlight - inProgress.Count));
        Assert.Equal(moves.Count, moves.Distinct().Count());
        Assert.All(moves, shard => Assert.Contains(shard, all));
        Assert.All(moves, shard => Assert.DoesNotContain(shard, inProgress));
    }

    // Each round as the coordinator carries it out: shards that move are allocated anew one after the other.
    [Property(MaxTest = 200)]
    public void Moving_EndsInBalanceAndNoShardIsLost(byte[] counts, byte[] weights)
    {
        var nodes = Plan(counts, weights);
        var shards = nodes.SelectMany(node => node.Shards).ToHashSet();
        for (var moved = 0; ShardPlacement.ChooseMoves(nodes, [], InFlight) is { Count: > 0 } moves;)
        {
            Assert.True((moved += moves.Count) <= shards.Count, "Shards move for ever.");
            nodes = [.. nodes.Select(node => node with { Shards = [.. node.Shards.Except(moves)] })];
            foreach (var shard in moves)
            {
                var target = ShardPlacement.Choose(nodes)!.Value;
                nodes = [.. nodes.Select((node, index) => index == target ? node with { Shards = [.. node.Shards, shard] } : node)];
            }
        }

        Assert.True(shards.SetEquals(nodes.SelectMany(node => node.Shards)));
        foreach (var heavy in nodes.Where(node => node.Shards.Count > 0))
        {
            foreach (var light in nodes) Assert.True(Load(heavy, 0) <= Load(light, 1), "A move would still help.");
        }
    }

    private static double Load(NodeLoad<int> node, int more) => (node.Shards.Count + more) / (double)node.Weight;

    private static List<NodeLoad<int>> Plan(byte[] counts, byte[] weights) =>
        Nodes([.. counts.Take(6).Select(
            (count, index) => (count % 24, weights.Length == 0 ? 1 : (weights[index % weights.Length] % 8) + 1))]);

    private static List<NodeLoad<int>> Nodes(params (int Shards, int Weight)[] nodes) =>
        [.. nodes.Select((node, index) =>
            new NodeLoad<int>(index, node.Weight, [.. Enumerable.Range(0, node.Shards).Select(shard => $"{index}-{shard}")]))];
}
