using Fresnel.Messages;

namespace Fresnel.Engine.Scenarios;

/// <summary>How the shards that have entities are spread over nodes.</summary>
internal static class ShardShares
{
    /// <summary>Whether a node has fewer shards than an even spread gives it.</summary>
    /// <param name="owners">The address of each entity's owner.</param>
    /// <param name="nodes">The addresses of the nodes.</param>
    /// <param name="node">The address of the node.</param>
    public static bool IsShort(IReadOnlyDictionary<EntityId, string> owners, IReadOnlyCollection<string> nodes, string node)
    {
        var byShard = owners.GroupBy(owner => Shards.Of(owner.Key, Shards.DefaultCount)).Select(shard => shard.First().Value).ToArray();
        return byShard.Count(owner => owner == node) < byShard.Length / Math.Max(1, nodes.Count);
    }
}
