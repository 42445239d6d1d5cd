using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Event;
using Fresnel.Entities.Formation;

namespace Fresnel.Entities.Sharding.Allocation;

/// <summary>
/// Gives shards only to entity nodes, by weight and load, and moves two at a time to nodes that have fewer than their share. Lighthouses
/// host coordinators but no shard.
/// </summary>
/// <remarks>
/// It never throws and never returns null, which the coordinator does not survive. While no entity node is up it answers
/// <see cref="ActorRefs.Nobody"/>, which the coordinator does not know as a region: it drops the request. Regions repeat theirs every
/// <c>retry-interval</c>, and the coordinator repeats those of remembered entities when a region registers.
/// </remarks>
public sealed class EntityNodesAllocation : IShardAllocationStrategy
{
    private const int InFlight = 2;

    private static readonly Task<IImmutableSet<string>> NoMoves = Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);

    private readonly Func<IEnumerable<EntityNode>> members;
    private readonly Func<Address> self;
    private readonly ILoggingAdapter log;

    /// <summary>Creates the strategy.</summary>
    /// <param name="system">The actor system, a member of the cluster.</param>
    public EntityNodesAllocation(ActorSystem system)
        : this(() => MembersOf(Cluster.Get(system)), () => Cluster.Get(system).SelfAddress, system.Log)
    {
    }

    /// <summary>Creates the strategy over other members: for tests.</summary>
    internal EntityNodesAllocation(Func<IEnumerable<EntityNode>> members, Func<Address> self, ILoggingAdapter log)
    {
        this.members = members;
        this.self = self;
        this.log = log;
    }

    /// <inheritdoc/>
    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        try
        {
            var loads = Loads(currentShardAllocations, EntityNodes.ForAllocation);
            return Task.FromResult(ShardPlacement.Choose(loads) is { } chosen ? loads[chosen].Node : ActorRefs.Nobody);
        }
        catch (Exception fault) // the edge to the coordinator, which does not survive an exception
        {
            log.Error(fault, "Allocation of shard {0} failed; it is retried", shardId);
            return Task.FromResult<IActorRef>(ActorRefs.Nobody);
        }
    }

    /// <inheritdoc/>
    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        try
        {
            var moves = ShardPlacement.ChooseMoves(Loads(currentShardAllocations, EntityNodes.ForRebalance), rebalanceInProgress, InFlight);
            return moves.Count == 0 ? NoMoves : Task.FromResult<IImmutableSet<string>>([.. moves]);
        }
        catch (Exception fault) // the edge to the coordinator, which does not survive an exception
        {
            log.Error(fault, "Rebalancing failed; it is retried");
            return NoMoves;
        }
    }

    private static IEnumerable<EntityNode> MembersOf(Cluster cluster)
    {
        var state = cluster.State;
        return state.Members.Select(member => new EntityNode(
            member.Address, member.Status, member.HasRole(ClusterRoles.Entities), ClusterRoles.WeightOf(member.Roles), member.AppVersion,
            !state.Unreachable.Contains(member)));
    }

    private List<NodeLoad<IActorRef>> Loads(
        IImmutableDictionary<IActorRef, IImmutableList<string>> regions, Func<IEnumerable<EntityNode>, IReadOnlyList<EntityNode>> choose)
    {
        var byAddress = new SortedDictionary<Address, IActorRef>(Member.AddressOrdering);
        foreach (var region in regions.Keys) byAddress[region.Path.Address.HasLocalScope ? self() : region.Path.Address] = region;
        var loads = new List<NodeLoad<IActorRef>>();
        var chosen = choose(members().Where(member => byAddress.ContainsKey(member.Address)));
        foreach (var node in chosen.OrderBy(node => node.Address, Member.AddressOrdering))
        {
            var region = byAddress[node.Address];
            loads.Add(new NodeLoad<IActorRef>(region, node.Weight, regions[region]));
        }

        return loads;
    }
}
