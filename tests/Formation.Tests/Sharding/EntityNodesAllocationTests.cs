using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Util;
using Fresnel.Entities.Sharding.Allocation;

namespace Fresnel.Formation.Tests.Sharding;

/// <summary>The strategy as the coordinator calls it.</summary>
public sealed class EntityNodesAllocationTests : IAsyncLifetime
{
    private static readonly Address Here = new("akka.ssl.tcp", "fresnel", "10.0.0.1", 8451);

    private readonly ActorSystem system = ActorSystem.Create("regions", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
    private readonly List<EntityNode> members = [];
    private Func<IEnumerable<EntityNode>>? fault;

    private EntityNodesAllocation Strategy => new(() => fault is null ? members : fault(), () => Here, NoLogger.Instance);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await system.Terminate();
        system.Dispose();
    }

    [Fact]
    public async Task LocalRegion_IsOfThisMember()
    {
        var region = Region();
        members.Add(new EntityNode(Here, MemberStatus.Up, Entities: true, 1, AppVersion.Create("1.0.0"), Reachable: true));

        Assert.Equal(region, await Strategy.AllocateShard(ActorRefs.Nobody, "1", Regions((region, []))));
    }

    [Fact]
    public async Task NoEntityNode_IsNobodyAndNeverNull()
    {
        var region = Region();
        members.Add(new EntityNode(Here, MemberStatus.Up, Entities: false, 1, AppVersion.Create("1.0.0"), Reachable: true));

        Assert.Same(ActorRefs.Nobody, await Strategy.AllocateShard(ActorRefs.Nobody, "1", Regions((region, []))));
        Assert.Empty(await Strategy.Rebalance(Regions((region, ["1", "2"])), ImmutableHashSet<string>.Empty));
    }

    [Fact]
    public async Task Fault_IsNeverThrownIntoTheCoordinator()
    {
        fault = () => throw new InvalidOperationException("a fault");
        var regions = Regions((Region(), ["1"]));

        Assert.Same(ActorRefs.Nobody, await Strategy.AllocateShard(ActorRefs.Nobody, "2", regions));
        Assert.Empty(await Strategy.Rebalance(regions, ImmutableHashSet<string>.Empty));
        Assert.Same(ActorRefs.Nobody, await Strategy.AllocateShard(ActorRefs.Nobody, "2", null!));
        Assert.Empty(await Strategy.Rebalance(null!, null!));
    }

    [Fact]
    public async Task MemberWithoutARegion_DoesNotMakeItsVersionTheHighest()
    {
        var region = Region();
        members.Add(new EntityNode(Here, MemberStatus.Up, Entities: true, 1, AppVersion.Create("1.0.0"), Reachable: true));
        members.Add(
            new EntityNode(Here.WithHost("10.0.0.2"), MemberStatus.Up, Entities: true, 1, AppVersion.Create("2.0.0"), Reachable: true));

        Assert.Equal(region, await Strategy.AllocateShard(ActorRefs.Nobody, "1", Regions((region, []))));
    }

    private static ImmutableDictionary<IActorRef, IImmutableList<string>> Regions(params (IActorRef Region, string[] Shards)[] regions) =>
        regions.ToImmutableDictionary(entry => entry.Region, entry => (IImmutableList<string>)entry.Shards.ToImmutableList());

    private IActorRef Region() => system.ActorOf(Props.Create(() => new Idle()));

    private sealed class Idle : ReceiveActor;
}
