namespace Fresnel.Pbm.Output;

/// <summary>A text of a table, fit for one line whatever it held.</summary>
internal readonly record struct Cell
{
    /// <summary>The longest text that is shown, in characters.</summary>
    private const int MaxLength = 300;

    /// <summary>Creates one; control characters are replaced, so that no answer can steer the terminal.</summary>
    public Cell(string? text, Tone tone = Tone.Plain)
    {
        Text = Clean(text);
        Tone = tone;
    }

    /// <summary>What is shown.</summary>
    public string Text { get; }

    /// <summary>Its colour, where there are colours.</summary>
    public Tone Tone { get; }

    /// <summary>A plain one.</summary>
    public static implicit operator Cell(string? text) => new(text);

    /// <summary>A text made fit for one line: control characters and the marks that turn the direction of writing replaced, cut.</summary>
    public static string Clean(string? text)
    {
        if (text is null) return "-";
        var cut = text.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength), "…") : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = source[i];
                span[i] = c is '\n' or '\r' or '\t' ? ' ' : char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format ? '?' : c;
            }
        });
    }
}
