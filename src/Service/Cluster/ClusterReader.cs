using Fresnel.Journal.Events;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Problems;
using Fresnel.Storage;

namespace Fresnel.Service.Cluster;

/// <summary>Answers about the cluster, from what the process knows and what the journal says.</summary>
public sealed class ClusterReader(ClusterView cluster, IJournal journal, TimeProvider time)
{
    /// <summary>The lease of the lighthouse that leads.</summary>
    public const string LeaderLease = "lighthouse";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The whole in a few words. It answers without the journal and without the broker too, and says that they are away.</summary>
    public async Task<ClusterViews.Summary> SummaryAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var members = cluster.Members;
        if (!cluster.Connected) problems.Add("The broker is not reached: what is shown of members and shards is old.");
        ClusterViews.Leader? leader = null;
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            leader = await FindLeaderAsync(members, both.Token).AsTask().WaitAsync(both.Token);
            if (cluster.Facts.IsShared && leader is null) problems.Add("No lighthouse leads: running shards and failover are unaffected, nothing is seeded or paced.");
        }
        catch (Exception fault) when (fault is StoreUnavailableException or StoreDamagedException)
        {
            problems.Add($"The journal: {fault.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problems.Add($"The journal gave no answer within {Patience.TotalSeconds:0} s.");
        }

        var owners = cluster.Owners();
        var ownerless = Enumerable.Range(0, owners.Count).Where(shard => owners[shard] is null).ToArray();
        ClusterProblems.Add(problems, members, ownerless);
        return new ClusterViews.Summary(
            journal.DataEpoch, problems.Count == 0 ? "ok" : "degraded", journal.ShardCount, journal.ShardCount - ownerless.Length,
            members.Where(IsAlive).Select(m => m.Level).DefaultIfEmpty(1).Min(), leader,
            members.Count(m => m.Status == MemberStatus.Up), members.Count, members.Where(IsAlive).Sum(m => m.Entities), cluster.Facts.Broker, cluster.Facts.Database, problems);
    }

    /// <summary>Every shard, by number.</summary>
    public async Task<ClusterViews.ShardList> ShardsAsync(CancellationToken cancellationToken)
    {
        var records = await journal.ReadShardsAsync(cancellationToken);
        var owners = cluster.Owners();
        return new ClusterViews.ShardList([.. records.Select(s => new ClusterViews.Shard(s.Number, s.Epoch, s.Baton, owners[s.Number], s.Owner))]);
    }

    /// <summary>Where an entity lives, or would.</summary>
    public async Task<ClusterViews.Place> WhereAsync(EntityId entity, CancellationToken cancellationToken)
    {
        var shard = Shards.Of(entity, journal.ShardCount);
        var records = await journal.ReadShardsAsync(cancellationToken);
        var owner = cluster.OwnerOf(shard);
        return new ClusterViews.Place(entity.ToString(), shard, records[shard].Epoch, owner?.Id, owner?.Address);
    }

    /// <summary>The member that owns an entity, where it is another one than this process; null otherwise.</summary>
    public ClusterViews.Member? OwnerElsewhere(EntityId entity) =>
        cluster.OwnerOf(Shards.Of(entity, journal.ShardCount)) is { } owner && owner.Id != cluster.Self ? owner : null;

    /// <summary>The living member that owns an entity, or null.</summary>
    public ClusterViews.Member? OwnerOf(EntityId entity) => cluster.OwnerOf(Shards.Of(entity, journal.ShardCount));

    /// <summary>A member that is known.</summary>
    /// <exception cref="ApiProblemException">There is none.</exception>
    public ClusterViews.Member Member(string id) =>
        cluster.Members.FirstOrDefault(m => m.Id == id)
        ?? throw new ApiProblemException(ProblemCodes.MemberNotFound, $"There is no member '{EntityId.Printable(id)}'; known: {string.Join(", ", cluster.Members.Select(m => m.Id))}.");

    private static bool IsAlive(ClusterViews.Member member) => member.Status is not MemberStatus.Down;

    private async ValueTask<ClusterViews.Leader?> FindLeaderAsync(IReadOnlyList<ClusterViews.Member> members, CancellationToken cancellationToken)
    {
        if (await journal.FindLeaseAsync(LeaderLease, cancellationToken) is not { Held: true } lease) return null;
        var holder = members.FirstOrDefault(m => m.Incarnation == lease.Holder);
        return new ClusterViews.Leader(holder?.Id ?? lease.Holder.Split('.')[0], holder?.Address ?? "", lease.Epoch, lease.Until);
    }
}
