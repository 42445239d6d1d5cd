using System.Diagnostics.CodeAnalysis;

namespace Fresnel.Messages;

/// <summary>The address of an entity: <c>camera/front-door</c>. It lives in exactly one place of the cluster.</summary>
/// <remarks>
/// Kind and name are 1 to 63 characters of <c>a-z 0-9 - _</c>, starting with a letter or digit, so that an id is safe
/// in a path, a URL, a routing key and a log line without escaping.
/// </remarks>
public readonly record struct EntityId
{
    /// <summary>The longest kind or name, in characters.</summary>
    public const int MaxLength = 63;

    /// <summary>What is allowed in a name, for error messages.</summary>
    public const string Allowed = "1 to 63 characters of a-z, 0-9, '-' and '_', starting with a letter or digit";

    /// <summary>Creates an id.</summary>
    /// <exception cref="FormatException">The kind or the name is not of the allowed form.</exception>
    public EntityId(string kind, string name)
    {
        Kind = IsValidPart(kind) ? kind : throw new FormatException($"'{Printable(kind)}' is not a kind of entity: {Allowed}.");
        Name = IsValidPart(name) ? name : throw new FormatException($"'{Printable(name)}' is not a name: {Allowed}.");
    }

    /// <summary>The kind: <c>camera</c>, <c>experiment</c> or <c>session</c>.</summary>
    public string Kind { get; }

    /// <summary>The name, unique within its kind.</summary>
    public string Name { get; }

    /// <summary>Reads <c>kind/name</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static EntityId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{Printable(text)}' is not an entity id: kind/name, each {Allowed}.");

    /// <summary>Reads <c>kind/name</c>; false where the text is not of that form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntityId id)
    {
        id = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !IsValidPart(text![..slash]) || !IsValidPart(text[(slash + 1)..])) return false;
        id = new EntityId(text[..slash], text[(slash + 1)..]);
        return true;
    }

    /// <summary>Whether the text may be a kind or a name.</summary>
    public static bool IsValidPart([NotNullWhen(true)] string? part)
    {
        if (part is null || part.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(part[0])) return false;
        foreach (var c in part)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) return false;
        }

        return true;
    }

    /// <summary>A text made fit for one line of output: control characters replaced, cut at 80 characters.</summary>
    public static string Printable(string? text)
    {
        if (text is null) return "";
        var cut = text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "…") : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }

    /// <inheritdoc />
    public override string ToString() => $"{Kind}/{Name}";
}
