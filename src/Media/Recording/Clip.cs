namespace Fresnel.Media.Recording;

/// <summary>A clip that was made.</summary>
/// <param name="Path">The MP4 file.</param>
/// <param name="From">Wall clock of its first picture.</param>
/// <param name="To">Wall clock of its end.</param>
/// <param name="Copied">True where the stream was copied, false where it was encoded again.</param>
/// <param name="Gaps">Stretches inside the asked span that no segment covers.</param>
public sealed record Clip(string Path, DateTimeOffset From, DateTimeOffset To, bool Copied, IReadOnlyList<ClipGap> Gaps);
