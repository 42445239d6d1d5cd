namespace Fresnel.Entities.Sharding.Allocation;

/// <summary>Chooses the members that may be given shards. Pure.</summary>
internal static class EntityNodes
{
    /// <summary>
    /// Returns the members for a new shard: entity nodes that are up, of the highest version among them, the reachable ones if there are
    /// any.
    /// </summary>
    /// <param name="members">The members with a shard region.</param>
    public static IReadOnlyList<EntityNode> ForAllocation(IEnumerable<EntityNode> members)
    {
        var up = members.Where(member => member.IsUp).ToArray();
        if (Array.Exists(up, member => member.Reachable)) up = Array.FindAll(up, member => member.Reachable);
        if (up.Length == 0) return up;
        var highest = up.Max(member => member.Version)!;
        return Array.FindAll(up, member => member.Version.CompareTo(highest) == 0);
    }

    /// <summary>
    /// Returns the members between which shards may be moved: all entity nodes that are up; none if one of them is unreachable, since
    /// handing over would wait for it, or while versions are mixed, since the first node of a new version would be given everything.
    /// </summary>
    /// <param name="members">The members with a shard region.</param>
    public static IReadOnlyList<EntityNode> ForRebalance(IEnumerable<EntityNode> members)
    {
        var up = members.Where(member => member.IsUp).ToArray();
        var settled = Array.TrueForAll(up, member => member.Reachable && member.Version.CompareTo(up[0].Version) == 0);
        return settled ? up : [];
    }
}
