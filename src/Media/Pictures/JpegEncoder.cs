using System.Runtime.InteropServices;
using Fresnel.Media.Frames;

namespace Fresnel.Media.Pictures;

/// <summary>Encodes I420 as JPEG with libturbojpeg, in this process. Not for several threads at once.</summary>
public sealed unsafe class JpegEncoder : IDisposable
{
    private nint handle;
    private byte[] planes = [];
    private byte[] output = [];

    /// <summary>Opens the library.</summary>
    /// <exception cref="MediaException">libturbojpeg is not installed.</exception>
    public JpegEncoder()
    {
        try
        {
            handle = TurboJpeg.InitCompress();
        }
        catch (DllNotFoundException e)
        {
            throw new MediaException(MediaErrorCode.ToolMissing, "The library libturbojpeg.so.0 is not installed; on Debian: apt-get install libturbojpeg0.", e);
        }

        if (handle == 0) throw new MediaException(MediaErrorCode.ToolFailed, "libturbojpeg could not be initialised.");
    }

    /// <summary>Encodes a picture. The result is the encoder's own buffer: valid until the next call.</summary>
    /// <param name="layout">Its size.</param>
    /// <param name="i420">Y, U, V without padding, limited range.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="MediaException">The library refused.</exception>
    public ReadOnlyMemory<byte> Encode(I420Layout layout, ReadOnlySpan<byte> i420, int quality = 85)
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (i420.Length != layout.ByteCount || i420.IsEmpty) throw new ArgumentException($"The picture has {i420.Length} bytes; {layout.Width}x{layout.Height} has {layout.ByteCount}.", nameof(i420));

        // The library reads luma of even width and height: odd pictures get their last column and row twice.
        var stride = layout.ChromaWidth * 2;
        var rows = layout.ChromaHeight * 2;
        var needed = (stride * rows) + (2 * layout.ChromaBytes);
        if (planes.Length < needed) planes = GC.AllocateUninitializedArray<byte>(needed);
        var most = checked((int)TurboJpeg.BufferSize(layout.Width, layout.Height, TurboJpeg.Subsampling420).Value);
        if (output.Length < most) output = GC.AllocateUninitializedArray<byte>(most);
        StretchLuma(layout, i420[..layout.LumaBytes], stride, rows);
        FullRange.Chroma(i420[layout.LumaBytes..], planes.AsSpan(stride * rows, 2 * layout.ChromaBytes));

        fixed (byte* y = planes, jpeg = output)
        {
            var three = stackalloc byte*[] { y, y + (stride * rows), y + (stride * rows) + layout.ChromaBytes };
            var strides = stackalloc[] { stride, layout.ChromaWidth, layout.ChromaWidth };
            var to = jpeg;
            var size = new CULong((nuint)output.Length);
            if (TurboJpeg.CompressFromYuvPlanes(handle, three, layout.Width, strides, layout.Height, TurboJpeg.Subsampling420, &to, &size, quality, TurboJpeg.NoReallocation) != 0)
            {
                throw new MediaException(MediaErrorCode.ToolFailed, $"libturbojpeg could not encode {layout.Width}x{layout.Height}: {Marshal.PtrToStringUTF8(TurboJpeg.ErrorText(handle))}");
            }

            return output.AsMemory(0, (int)size.Value);
        }
    }

    /// <summary>Frees the library's memory.</summary>
    public void Dispose()
    {
        if (handle != 0) _ = TurboJpeg.Destroy(handle);
        handle = 0;
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the library's memory where nobody disposed of the encoder.</summary>
    ~JpegEncoder() => Dispose();

    private void StretchLuma(I420Layout layout, ReadOnlySpan<byte> luma, int stride, int rows)
    {
        var to = planes.AsSpan(0, stride * rows);
        if (stride == layout.Width)
        {
            FullRange.Luma(luma, to);
        }
        else
        {
            for (var row = 0; row < layout.Height; row++)
            {
                var line = to.Slice(row * stride, stride);
                FullRange.Luma(luma.Slice(row * layout.Width, layout.Width), line);
                line[^1] = line[^2];
            }
        }

        if (rows != layout.Height) to.Slice((rows - 2) * stride, stride).CopyTo(to[((rows - 1) * stride)..]);
    }
}
