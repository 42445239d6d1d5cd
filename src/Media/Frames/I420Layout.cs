namespace Fresnel.Media.Frames;

/// <summary>Sizes of an I420 picture without padding. Odd sizes are allowed: chroma is rounded up.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct I420Layout(int Width, int Height)
{
    /// <summary>⌈Width / 2⌉.</summary>
    public int ChromaWidth => (Width + 1) / 2;

    /// <summary>⌈Height / 2⌉.</summary>
    public int ChromaHeight => (Height + 1) / 2;

    /// <summary>Bytes of the Y plane.</summary>
    public int LumaBytes => Width * Height;

    /// <summary>Bytes of one chroma plane.</summary>
    public int ChromaBytes => ChromaWidth * ChromaHeight;

    /// <summary>Bytes of the whole picture.</summary>
    public int ByteCount => LumaBytes + (2 * ChromaBytes);
}
