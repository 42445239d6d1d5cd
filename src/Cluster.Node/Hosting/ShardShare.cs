using Fresnel.Clustering.Hosting;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Contracts;
using Fresnel.Service.Cluster;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>Whether a node has the shards it should: embedded all, in a cluster its share by rank among the members that are up.</summary>
public sealed class ShardShare(NodeState state, ClusterView cluster, TimeProvider time)
{
    // Longer than a newcomer settles and its shards move.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long? noneSince;

    /// <summary>The checks of name and shards.</summary>
    public IEnumerable<HealthCheckAnswer> Checks(HostStatus host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (!cluster.Facts.IsShared)
        {
            yield return new HealthCheckAnswer("shards", host.ShardsOwned > 0, $"{host.ShardsOwned} of {host.Shards} owned");
            yield break;
        }

        yield return new HealthCheckAnswer("name", state.HoldsName, state.HoldsName ? $"'{cluster.Self}' is held" : $"'{cluster.Self}' is not held: the broker is away, or still believes in a former process of that name");
        if (!state.HostsEntities)
        {
            yield return new HealthCheckAnswer("shards", true, "none: this node has not the role entities");
            yield break;
        }

        var share = Share(host.Shards);
        if (host.ShardsOwned > 0 || share == 0) noneSince = null;
        else noneSince ??= time.GetTimestamp();
        var well = noneSince is not { } since || time.GetElapsedTime(since) < Patience;
        yield return new HealthCheckAnswer("shards", well, $"{host.ShardsOwned} of {host.Shards} owned, {share} by rank");
    }

    private int Share(int shards)
    {
        var members = cluster.Members.Where(m => m.Status == MemberStatus.Up && m.Weight > 0 && m.Roles.Contains("entities", StringComparer.Ordinal)).ToArray();
        return Enumerable.Range(0, shards).Count(shard => members.MaxBy(m => Rendezvous.Priority(m.Id, m.Weight, shard))?.Id == cluster.Self);
    }
}
