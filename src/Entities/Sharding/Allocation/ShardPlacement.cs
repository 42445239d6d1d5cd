namespace Fresnel.Entities.Sharding.Allocation;

/// <summary>
/// Places shards by weight and load: a node's load is its number of shards divided by its weight. Pure; the same input gives the same
/// answer.
/// </summary>
internal static class ShardPlacement
{
    /// <summary>Chooses the node for a new shard: the one whose load with the shard is lowest, the first of equals.</summary>
    /// <returns>The index of the node, or null if there is none.</returns>
    public static int? Choose<TNode>(IReadOnlyList<NodeLoad<TNode>> nodes) =>
        Lowest([.. nodes.Select(node => node.Shards.Count)], Weights(nodes));

    /// <summary>
    /// Chooses shards to move from the most to the least loaded nodes. A shard moves only if its node's load is higher than that of the
    /// target afterwards, so moving ends.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="moving">Shards that are being moved: they no longer count for their node, and will go to the least loaded ones.</param>
    /// <param name="limit">How many shards may be on the move at once.</param>
    public static IReadOnlyList<string> ChooseMoves<TNode>(
        IReadOnlyList<NodeLoad<TNode>> nodes, IReadOnlyCollection<string> moving, int limit)
    {
        var moves = new List<string>();
        if (nodes.Count < 2) return moves;
        var weights = Weights(nodes);
        var staying = nodes.Select(node => new Queue<string>(node.Shards.Where(shard => !moving.Contains(shard)))).ToArray();
        var counts = staying.Select(shards => shards.Count).ToArray();
        foreach (var _ in moving) counts[Lowest(counts, weights)!.Value]++;
        while (moving.Count + moves.Count < limit)
        {
            var target = Lowest(counts, weights)!.Value;
            var source = Highest(counts, weights, staying);
            if (source is not { } from || !IsLess(counts[target] + 1, weights[target], counts[from], weights[from])) break;
            moves.Add(staying[from].Dequeue());
            counts[from]--;
            counts[target]++;
        }

        return moves;
    }

    private static int[] Weights<TNode>(IReadOnlyList<NodeLoad<TNode>> nodes) => [.. nodes.Select(node => node.Weight)];

    private static int? Lowest(int[] counts, int[] weights)
    {
        int? lowest = null;
        for (var i = 0; i < counts.Length; i++)
        {
            if (lowest is not { } best || IsLess(counts[i] + 1, weights[i], counts[best] + 1, weights[best])) lowest = i;
        }

        return lowest;
    }

    private static int? Highest(int[] counts, int[] weights, Queue<string>[] staying)
    {
        int? highest = null;
        for (var i = 0; i < counts.Length; i++)
        {
            if (staying[i].Count == 0) continue;
            if (highest is not { } best || IsLess(counts[best], weights[best], counts[i], weights[i])) highest = i;
        }

        return highest;
    }

    // a / weightOfA < b / weightOfB, in whole numbers.
    private static bool IsLess(int a, int weightOfA, int b, int weightOfB) => (long)a * weightOfB < (long)b * weightOfA;
}
