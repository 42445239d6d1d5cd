namespace Fresnel.Media.Nut;

/// <summary>A frame's header. Its bytes are read next.</summary>
/// <param name="Pts">Ticks of the stream's time base.</param>
/// <param name="Size">Bytes to read.</param>
/// <param name="IsKey">True where decoding can begin here.</param>
internal readonly record struct NutFrame(long Pts, int Size, bool IsKey);
