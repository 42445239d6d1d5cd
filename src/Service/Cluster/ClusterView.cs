using Fresnel.Clustering;
using Fresnel.Clustering.Hosting;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;

namespace Fresnel.Service.Cluster;

/// <summary>What a process knows of its cluster without asking anybody, and what it can ask of it.</summary>
/// <param name="node">The process as a part of the cluster.</param>
/// <param name="facts">What does not change while it runs.</param>
public sealed class ClusterView(ClusterNode node, ClusterFacts facts)
{
    /// <summary>What does not change while the process runs.</summary>
    public ClusterFacts Facts => facts;

    /// <summary>This process's name among the members.</summary>
    public string Self => facts.Self;

    /// <summary>Whether the broker is there.</summary>
    public bool Connected => node.Status.Connected;

    /// <summary>Every member known, by name.</summary>
    public IReadOnlyList<ClusterViews.Member> Members => node.Members.Members;

    /// <summary>What happened in the last minutes, oldest first.</summary>
    public IReadOnlyList<ClusterViews.Happening> Happenings => node.Members.Happenings;

    /// <summary>The living member that announces a shard, or null.</summary>
    public ClusterViews.Member? OwnerOf(int shard) => node.Members.OwnerOf(shard) is { } owner ? node.Members.Find(owner) : null;

    /// <summary>The names of the living members that announce the shards, by number; null where none does.</summary>
    public IReadOnlyList<string?> Owners() => node.Members.Owners();

    /// <summary>What happens after a number, as it happens.</summary>
    public IAsyncEnumerable<ClusterViews.Happening> FollowAsync(long after, CancellationToken cancellationToken) => node.Members.FollowAsync(after, cancellationToken);

    /// <summary>Asks a member to hand its shards over and end.</summary>
    /// <returns>False where no living process has that name.</returns>
    /// <exception cref="Clustering.Broker.BrokerException">The broker is not there, or does not take the message.</exception>
    public Task<bool> LeaveAsync(string member, CancellationToken cancellationToken) => node.Control.LeaveAsync(member, cancellationToken);

    /// <summary>Has a member struck from the list: its shards go to others, and it ends where it still runs.</summary>
    /// <returns>False where no lighthouse leads.</returns>
    /// <exception cref="Clustering.Broker.BrokerException">The broker is not there, or does not take the message.</exception>
    public Task<bool> DownAsync(string member, CancellationToken cancellationToken) => node.Control.DownAsync(member, cancellationToken);

    /// <summary>The queues that matter: commands by shard, dead letters.</summary>
    /// <exception cref="Clustering.Broker.BrokerException">The broker is not there.</exception>
    public Task<IReadOnlyList<ClusterViews.QueueView>> ReadQueuesAsync(CancellationToken cancellationToken) => node.ReadQueuesAsync(cancellationToken);

    /// <summary>How an entity fares in this process.</summary>
    public EntityStanding Describe(EntityId entity) => node.Describe(entity);
}
