using System.Runtime.InteropServices;

namespace Fresnel.Inference.Hog;

/// <summary>
/// Groups hits as <c>HOGDescriptor::groupRectangles</c> of OpenCV 4.6 does (hog.cpp): hits whose four sides nearly agree
/// belong together, transitively; a group of more than the threshold becomes its average, with its best weight; a group
/// inside one of clearly more members is left out. The order of hits does not matter. Keeps its buffers between calls.
/// </summary>
internal sealed class HitGrouper
{
    private readonly List<HitGroup> groups = [];
    private int[] parents = [];
    private int[] numbers = [];

    /// <summary>Groups hits.</summary>
    /// <param name="hits">The hits.</param>
    /// <param name="threshold">A group counts when it has more members than this; 0 or less reports every hit as it is.</param>
    /// <param name="eps">How far sides may be apart, relative to half the sum of the smaller width and height.</param>
    /// <param name="results">Cleared, then filled: best weight first, then by top, left, height.</param>
    public void Group(ReadOnlySpan<HogHit> hits, int threshold, double eps, List<HogHit> results)
    {
        results.Clear();
        if (threshold <= 0)
        {
            results.AddRange(hits);
        }
        else
        {
            Partition(hits, eps);
            Average(hits);
            Select(threshold, eps, results);
        }

        CollectionsMarshal.AsSpan(results).Sort(static (one, other) =>
        {
            var order = other.Weight.CompareTo(one.Weight);
            if (order == 0) order = one.Y.CompareTo(other.Y);
            if (order == 0) order = one.X.CompareTo(other.X);
            return order != 0 ? order : one.Height.CompareTo(other.Height);
        });
    }

    private static bool Similar(in HogHit one, in HogHit other, double eps)
    {
        var delta = eps * (Math.Min(one.Width, other.Width) + Math.Min(one.Height, other.Height)) * 0.5;
        return Math.Abs(one.X - other.X) <= delta
            && Math.Abs(one.Y - other.Y) <= delta
            && Math.Abs(one.X + one.Width - other.X - other.Width) <= delta
            && Math.Abs(one.Y + one.Height - other.Y - other.Height) <= delta;
    }

    private void Partition(ReadOnlySpan<HogHit> hits, double eps)
    {
        if (parents.Length < hits.Length)
        {
            parents = new int[Math.Max(hits.Length, 2 * parents.Length)];
            numbers = new int[parents.Length];
        }

        for (var index = 0; index < hits.Length; index++) parents[index] = index;
        for (var one = 0; one < hits.Length; one++)
        {
            for (var other = one + 1; other < hits.Length; other++)
            {
                if (!Similar(hits[one], hits[other], eps)) continue;
                int first = Root(one), second = Root(other);
                parents[Math.Max(first, second)] = Math.Min(first, second);
            }
        }
    }

    private int Root(int index)
    {
        while (parents[index] != index) index = parents[index] = parents[parents[index]];
        return index;
    }

    private void Average(ReadOnlySpan<HogHit> hits)
    {
        groups.Clear();
        for (var index = 0; index < hits.Length; index++)
        {
            // The root is the first of its group, so the group is there before its other members come.
            var root = Root(index);
            if (root == index)
            {
                numbers[index] = groups.Count;
                groups.Add(default);
            }

            ref var group = ref CollectionsMarshal.AsSpan(groups)[numbers[root]];
            ref readonly var hit = ref hits[index];
            var weight = group.Count == 0 ? hit.Weight : Math.Max(group.Weight, hit.Weight);
            group = new HitGroup(group.X + hit.X, group.Y + hit.Y, group.Width + hit.Width, group.Height + hit.Height, group.Count + 1, weight);
        }
    }

    private void Select(int threshold, double eps, List<HogHit> results)
    {
        for (var one = 0; one < groups.Count; one++)
        {
            if (groups[one].Count <= threshold) continue;
            var kept = true;
            for (var other = 0; kept && other < groups.Count; other++)
            {
                kept = other == one || groups[other].Count <= threshold || !Inside(groups[one], groups[other], eps);
            }

            if (kept) results.Add(groups[one].Mean());
        }
    }

    /// <summary>Whether a group lies inside another of more members (at least 4), and is therefore left out.</summary>
    private static bool Inside(in HitGroup one, in HitGroup other, double eps)
    {
        if (other.Count <= Math.Max(3, one.Count) && one.Count >= 3) return false;
        HogHit inner = one.Mean(), outer = other.Mean();
        int across = (int)Math.Round(outer.Width * eps), down = (int)Math.Round(outer.Height * eps);
        return inner.X >= outer.X - across
            && inner.Y >= outer.Y - down
            && inner.X + inner.Width <= outer.X + outer.Width + across
            && inner.Y + inner.Height <= outer.Y + outer.Height + down;
    }
}
