namespace Fresnel.Clustering.InProcess;

/// <summary>Matches routing keys as a topic exchange does: <c>*</c> is one word, <c>#</c> none or more.</summary>
internal static class TopicPattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> key)
    {
        while (true)
        {
            var word = Word(pattern, out var patternRest, out var lastInPattern);
            if (word is "#")
            {
                if (lastInPattern) return true;
                while (true)
                {
                    if (Matches(patternRest, key)) return true;
                    Word(key, out key, out var lastInKey);
                    if (lastInKey) return OnlyHashes(patternRest);
                }
            }

            var keyWord = Word(key, out var keyRest, out var last);
            if (word is not "*" && !word.SequenceEqual(keyWord)) return false;
            if (last) return lastInPattern || OnlyHashes(patternRest);
            if (lastInPattern) return false;
            pattern = patternRest;
            key = keyRest;
        }
    }

    private static bool OnlyHashes(ReadOnlySpan<char> pattern)
    {
        while (true)
        {
            if (Word(pattern, out pattern, out var last) is not "#") return false;
            if (last) return true;
        }
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest, out bool last)
    {
        var dot = text.IndexOf('.');
        last = dot < 0;
        rest = last ? default : text[(dot + 1)..];
        return last ? text : text[..dot];
    }
}
