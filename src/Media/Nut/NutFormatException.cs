namespace Fresnel.Media.Nut;

/// <summary>Bytes that are not the NUT stream we expect: garbage, a broken checksum, or an end in the middle.</summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="position">Bytes read from the input up to there.</param>
public sealed class NutFormatException(string message, long position) : Exception($"{message} (near byte {position})")
{
    /// <summary>Bytes read from the input up to there.</summary>
    public long Position { get; } = position;

    /// <summary>Whether all was well until the bytes ended.</summary>
    public bool IsTorn { get; init; }
}
