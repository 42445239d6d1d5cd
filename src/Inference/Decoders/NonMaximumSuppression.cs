namespace Fresnel.Inference.Decoders;

/// <summary>
/// Greedy non-maximum suppression: best score first, a candidate is kept unless one of its class that was kept before overlaps
/// it by more than the limit. Keeps its memory between calls; used by one thread at a time.
/// </summary>
public sealed class NonMaximumSuppression
{
    private ulong[] order = [];
    private int[] kept = [];

    /// <summary>Chooses among candidates.</summary>
    /// <param name="candidates">Any order; scores are numbers. Of equal scores the one given first comes first.</param>
    /// <param name="iou">Overlap above which two of a class are one object; 1 or more keeps all.</param>
    /// <param name="most">Most that are kept.</param>
    /// <returns>Indices of those kept, best first; valid until the next call.</returns>
    public ReadOnlySpan<int> Select(ReadOnlySpan<Candidate> candidates, float iou, int most)
    {
        if (order.Length < candidates.Length)
        {
            var capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)candidates.Length);
            (order, kept) = (new ulong[capacity], new int[capacity]);
        }

        var keys = order.AsSpan(0, candidates.Length);
        for (var index = 0; index < keys.Length; index++) keys[index] = Key(candidates[index].Score, index);
        keys.Sort();
        var count = 0;
        foreach (var key in keys)
        {
            if (count == most) break;
            var index = (int)(uint)key;
            if (!Overlapped(candidates, kept.AsSpan(0, count), index, iou)) kept[count++] = index;
        }

        return kept.AsSpan(0, count);
    }

    /// <summary>Sorts ascending as score descending, then index ascending: no comparer, and stable.</summary>
    private static ulong Key(float score, int index)
    {
        // Adding zero makes −0 the same as 0. Flipping all bits of negative numbers and the sign of others makes floats sort as whole numbers.
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        var ascending = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return ((ulong)~ascending << 32) | (uint)index;
    }

    private static bool Overlapped(ReadOnlySpan<Candidate> candidates, ReadOnlySpan<int> kept, int index, float iou)
    {
        ref readonly var candidate = ref candidates[index];
        foreach (var other in kept)
        {
            if (candidates[other].Label == candidate.Label && Candidate.Iou(in candidates[other], in candidate) > iou) return true;
        }

        return false;
    }
}
