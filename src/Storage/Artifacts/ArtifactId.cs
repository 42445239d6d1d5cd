using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Fresnel.Storage.Artifacts;

/// <summary>The name of an artifact: the SHA-256 of its content as 64 characters of <c>0-9 a-f</c>. Safe in a path and a URL.</summary>
public readonly record struct ArtifactId
{
    /// <summary>The characters of an id.</summary>
    public const int Length = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly string? text;

    private ArtifactId(string text) => this.text = text;

    /// <summary>The id of a hash.</summary>
    /// <param name="sha256">32 bytes.</param>
    public static ArtifactId Of(ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, Length / 2);
        return new ArtifactId(Convert.ToHexStringLower(sha256));
    }

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static ArtifactId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{Messages.EntityId.Printable(text)}' is not an artifact id: 64 characters of 0-9 and a-f.");

    /// <summary>Reads an id; false where the text is not of that form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ArtifactId id)
    {
        id = default;
        if (text is not { Length: Length } || text.AsSpan().ContainsAnyExcept(Digits)) return false;
        id = new ArtifactId(text);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => text ?? new string('0', Length);
}
