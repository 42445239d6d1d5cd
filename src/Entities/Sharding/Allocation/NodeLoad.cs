namespace Fresnel.Entities.Sharding.Allocation;

/// <summary>A node that may be given shards, as the placement sees it.</summary>
/// <typeparam name="TNode">What identifies the node.</typeparam>
/// <param name="Node">The node.</param>
/// <param name="Weight">Its share of shards relative to the others, at least 1.</param>
/// <param name="Shards">The shards on it.</param>
internal sealed record NodeLoad<TNode>(TNode Node, int Weight, IReadOnlyList<string> Shards);
