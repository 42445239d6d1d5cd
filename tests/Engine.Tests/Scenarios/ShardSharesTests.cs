using Fresnel.Engine.Scenarios;
using Fresnel.Messages;

namespace Fresnel.Engine.Tests.Scenarios;

public sealed class ShardSharesTests
{
    [Fact]
    public void Node_WithFewerShardsThanItsShare_IsShort()
    {
        var shards = Enumerable.Range(0, 1000).Select(i => new EntityId("counter", $"c{i}")).DistinctBy(
            id => Shards.Of(id, Shards.DefaultCount)).Take(7).ToArray();
        var owners = shards.Select((id, i) => (id, Node: i < 2 ? "a" : i < 4 ? "b" : "c")).ToDictionary(
            owner => owner.id, owner => owner.Node);
        string[] nodes = ["a", "b", "c"];

        Assert.All(nodes, node => Assert.False(ShardShares.IsShort(owners, nodes, node)));
        owners[shards[0]] = "b";
        Assert.Equal([true, false, false], nodes.Select(node => ShardShares.IsShort(owners, nodes, node)));
        Assert.True(ShardShares.IsShort(owners, nodes, "d"));
    }
}
