using Fresnel.Media.Frames;

namespace Fresnel.Media.Pictures;

/// <summary>Encodes I420 as JPEG with libturbojpeg, in this process. Not for several threads at once.</summary>
public sealed class JpegEncoder : IDisposable
{
    /// <summary>Opens the library.</summary>
    /// <exception cref="MediaException">libturbojpeg is not installed.</exception>
    public JpegEncoder()
    {
    }

    /// <summary>Encodes a picture. The result is the encoder's own buffer: valid until the next call.</summary>
    /// <param name="layout">Its size.</param>
    /// <param name="i420">Y, U, V without padding, limited range.</param>
    /// <param name="quality">1 to 100.</param>
    public ReadOnlyMemory<byte> Encode(I420Layout layout, ReadOnlySpan<byte> i420, int quality = 85) => throw new NotImplementedException();

    /// <summary>Frees the library's memory.</summary>
    public void Dispose()
    {
    }
}
