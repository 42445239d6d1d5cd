using System.Globalization;

namespace Fresnel.Entities.Formation;

/// <summary>The roles of cluster members that the engine itself looks at.</summary>
public static class ClusterRoles
{
    /// <summary>The member runs entities.</summary>
    public const string Entities = "entities";

    /// <summary>The member forms the cluster and hosts coordinators, but runs no entity.</summary>
    public const string Lighthouse = "lighthouse";

    /// <summary>The member hosts shard regions and may host their coordinators. Entity nodes and lighthouses have it.</summary>
    public const string ShardHost = "shardhost";

    private const string WeightPrefix = "entities-weight-";

    /// <summary>Returns the role that publishes the weight of an entity node: <c>entities-weight-4</c>.</summary>
    /// <param name="weight">The node's share of shards relative to the others.</param>
    public static string Weight(int weight) => string.Create(CultureInfo.InvariantCulture, $"{WeightPrefix}{weight}");

    /// <summary>Returns the weight that a member's roles publish; 1 if they publish none.</summary>
    /// <param name="roles">The roles of the member.</param>
    public static int WeightOf(IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        foreach (var role in roles)
        {
            if (!role.StartsWith(WeightPrefix, StringComparison.Ordinal)) continue;
            if (int.TryParse(role.AsSpan(WeightPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
                && weight > 0)
                return weight;
        }

        return 1;
    }
}
