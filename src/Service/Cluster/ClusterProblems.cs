using Fresnel.Messages.Cluster;

namespace Fresnel.Service.Cluster;

/// <summary>What is wrong with a cluster, in words, as far as its members tell.</summary>
internal static class ClusterProblems
{
    public static void Add(List<string> problems, IReadOnlyList<ClusterViews.Member> members, int[] ownerless)
    {
        foreach (var member in members.Where(m => m.Status == MemberStatus.Unreachable)) problems.Add($"{member.Id} is unreachable.");
        if (ownerless.Length > 0) problems.Add($"{ownerless.Length} shards have no owner: {Ranges(ownerless)}.");
        var versions = members.Where(m => m.Status is not MemberStatus.Down).Select(m => m.Version).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (versions.Length > 1) problems.Add($"The members are of different versions: {string.Join(", ", versions)}.");
    }

    /// <summary>Numbers as people write them: <c>0-3, 7</c>.</summary>
    public static string Ranges(IReadOnlyList<int> sorted)
    {
        var parts = new List<string>();
        for (var i = 0; i < sorted.Count; i++)
        {
            var first = sorted[i];
            while (i + 1 < sorted.Count && sorted[i + 1] == sorted[i] + 1) i++;
            parts.Add(first == sorted[i] ? $"{first}" : $"{first}-{sorted[i]}");
        }

        return string.Join(", ", parts);
    }
}
