using Akka.Cluster;
using Fresnel.Entities.Formation;

namespace Fresnel.Entities.Downing;

/// <summary>
/// Chooses who downs a dead member. One acts at once, the others only if it did not: concurrent changes of the gossip cost rounds of
/// convergence. Pure.
/// </summary>
internal static class DowningDecider
{
    /// <summary>Returns the reachable member with the lowest address, other than the dead one; null if there is none.</summary>
    public static UniqueAddress? Of(ClusterSnapshot cluster, UniqueAddress dead) => cluster.Members
        .Where(member => member.Counts && member.Reachable && !member.Address.Equals(dead))
        .Select(member => member.Address)
        .OrderBy(address => address.Address, Member.AddressOrdering)
        .FirstOrDefault();

    /// <summary>
    /// Returns whether a member's death has still to be told to the cluster. A member that is down counts until it is unreachable as well:
    /// only then it is removed.
    /// </summary>
    public static bool IsOpen(ClusterSnapshot cluster, UniqueAddress dead) => cluster.Members.Any(member =>
        member.Address.Equals(dead) && member.Status is not MemberStatus.Removed
        && (member.Status is not MemberStatus.Down || member.Reachable));
}
