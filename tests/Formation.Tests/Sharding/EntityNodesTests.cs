using Akka.Actor;
using Akka.Cluster;
using Akka.Util;
using Fresnel.Entities.Sharding.Allocation;

namespace Fresnel.Formation.Tests.Sharding;

public sealed class EntityNodesTests
{
    [Fact]
    public void Allocation_TakesEntityNodesThatAreUp()
    {
        EntityNode[] members =
        [
            Node(1), Node(2) with { Entities = false }, Node(3) with { Status = MemberStatus.Leaving },
            Node(4) with { Status = MemberStatus.Joining },
            Node(5) with { Status = MemberStatus.WeaklyUp }, Node(6),
        ];

        Assert.Equal([members[0], members[5]], EntityNodes.ForAllocation(members));
    }

    [Fact]
    public void Allocation_TakesTheHighestVersion()
    {
        EntityNode[] members = [Node(1, "1.9.0"), Node(2, "1.10.0"), Node(3, "1.10.0"), Node(4, "2.0.0") with { Entities = false }];

        Assert.Equal([members[1], members[2]], EntityNodes.ForAllocation(members));
    }

    [Fact]
    public void Allocation_PrefersReachableNodes()
    {
        var unreachable = Node(1, "2.0.0") with { Reachable = false };

        Assert.Equal([Node(2)], EntityNodes.ForAllocation([unreachable, Node(2)]));
        Assert.Equal([unreachable], EntityNodes.ForAllocation([unreachable]));
    }

    [Fact]
    public void Allocation_WithoutEntityNodes_TakesNone() => Assert.Empty(EntityNodes.ForAllocation([Node(1) with { Entities = false }]));

    [Fact]
    public void Rebalance_IsBetweenEntityNodesThatAreUp() =>
        Assert.Equal(
            [Node(1), Node(3)],
            EntityNodes.ForRebalance([Node(1), Node(2) with { Entities = false, Reachable = false }, Node(3)]));

    [Fact]
    public void Rebalance_WaitsWhileANodeIsUnreachable() =>
        Assert.Empty(EntityNodes.ForRebalance([Node(1), Node(2), Node(3) with { Reachable = false }]));

    [Fact]
    public void Rebalance_WaitsWhileVersionsAreMixed() => Assert.Empty(EntityNodes.ForRebalance([Node(1), Node(2, "1.0.1")]));

    [Fact]
    public void Rebalance_WithoutEntityNodes_IsNone() => Assert.Empty(EntityNodes.ForRebalance([]));

    private static EntityNode Node(int number, string version = "1.0.0") =>
        new(new Address("akka.ssl.tcp", "fresnel", $"10.0.0.{number}", 8451),
        MemberStatus.Up, Entities: true, Weight: 1, AppVersion.Create(version), Reachable: true);
}
