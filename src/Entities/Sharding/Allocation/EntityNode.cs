using Akka.Actor;
using Akka.Cluster;
using Akka.Util;

namespace Fresnel.Entities.Sharding.Allocation;

/// <summary>A member of the cluster as allocation sees it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Status">Its status.</param>
/// <param name="Entities">Whether it has the role <c>entities</c>.</param>
/// <param name="Weight">Its share of shards relative to the others.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="Reachable">Whether it is reachable.</param>
internal sealed record EntityNode(Address Address, MemberStatus Status, bool Entities, int Weight, AppVersion Version, bool Reachable)
{
    /// <summary>Whether it may run entities at all.</summary>
    public bool IsUp => Entities && Status is MemberStatus.Up;
}
