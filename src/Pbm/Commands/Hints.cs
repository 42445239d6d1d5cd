using Fresnel.Service.Commands;

namespace Fresnel.Pbm.Commands;

/// <summary>What someone may have meant, as a question.</summary>
internal static class Hints
{
    /// <summary>The candidates near a word as a question, with a space before it; empty where there are none.</summary>
    public static string Near(string word, IEnumerable<string> candidates) => word.Length == 0 ? "" : Question(Suggestions.Nearest(word, candidates));

    /// <summary>Words as a question, with a space before it; empty where there are none.</summary>
    public static string Question(IReadOnlyList<string> words) =>
        words.Count == 0 ? "" : $" did you mean {string.Join(" or ", words.Select(w => $"'{w}'"))}?";
}
