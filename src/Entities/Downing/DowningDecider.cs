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

    /// <summary>Returns whether a member is still to be downed.</summary>
    public static bool IsToDown(ClusterSnapshot cluster, UniqueAddress dead) =>
        cluster.Members.Any(member => member.Address.Equals(dead) && member.Status is not (MemberStatus.Down or MemberStatus.Removed));
}
