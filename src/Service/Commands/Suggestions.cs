namespace Fresnel.Service.Commands;

/// <summary>Finds the words someone may have meant.</summary>
public static class Suggestions
{
    /// <summary>Up to three candidates within an edit distance of a third of the word (at least 2), or that begin with it, nearest first.</summary>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        var limit = Math.Max(2, word.Length / 3);
        return candidates
            .Select(c => (Candidate: c, Distance: c.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word, c)))
            .Where(x => x.Distance <= limit)
            .OrderBy(x => x.Distance).ThenBy(x => x.Candidate, StringComparer.Ordinal)
            .Take(3)
            .Select(x => x.Candidate)
            .ToList();
    }

    /// <summary>Levenshtein's edit distance, one row at a time.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > 64) return int.MaxValue;
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
