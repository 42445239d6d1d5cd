using Akka.Cluster;

namespace Fresnel.Entities.Formation;

/// <summary>The cluster at one moment, as this process sees it.</summary>
/// <param name="Self">This process.</param>
/// <param name="Members">All members; this process among them once it has joined.</param>
internal sealed record ClusterSnapshot(UniqueAddress Self, IReadOnlyList<ClusterMember> Members)
{
    /// <summary>This process as a member, or null if it has not joined or was removed.</summary>
    public ClusterMember? SelfMember => Members.FirstOrDefault(member => member.Address.Equals(Self));

    /// <summary>Whether this process takes part: it joined and does not leave.</summary>
    public bool TakesPart => SelfMember is { Status: MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up };

    /// <summary>Whether this process is up.</summary>
    public bool IsUp => SelfMember is { Status: MemberStatus.Up };

    /// <summary>
    /// Whether less than half of the hosts of coordinators are on this process's side. Such a side does not renew the lease, so that the
    /// other can take it. Half of them may go on renewing: the other half cannot take it then.
    /// </summary>
    public bool IsMinority
    {
        get
        {
            var hosts = Members.Count(member => member.Host && member.Counts);
            return Members.Count(member => member.Host && member.Counts && member.Reachable) * 2 < hosts;
        }
    }

    /// <summary>The hosts of this side, from which this process may take the lease over; empty for a minority.</summary>
    public IReadOnlyList<MemberKey> LeaseSide =>
        IsMinority ? [] : [.. Members.Where(member => member.Host && member.Reachable).Select(member => member.Key)];

    /// <summary>Looks at the cluster now.</summary>
    public static ClusterSnapshot Of(Akka.Cluster.Cluster cluster)
    {
        var state = cluster.State;
        var members = state.Members
            .Select(member => new ClusterMember(
                member.UniqueAddress, member.Status, member.HasRole(ClusterRoles.ShardHost), !state.Unreachable.Contains(member)))
            .ToArray();
        return new ClusterSnapshot(cluster.SelfUniqueAddress, members);
    }
}
