using Fresnel.Media.Frames;

namespace Fresnel.Media.Pictures;

/// <summary>A picture of one's own, to draw on.</summary>
public sealed class I420Picture
{
    private byte[] buffer = [];

    /// <summary>Its size.</summary>
    public I420Layout Layout { get; private set; }

    /// <summary>Y, then U, then V.</summary>
    public Memory<byte> Data => buffer.AsMemory(0, Layout.ByteCount);

    /// <summary>Takes over a frame's pixels; the buffer is reused.</summary>
    /// <param name="frame">The frame.</param>
    public void CopyFrom(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Layout = frame.Layout;
        if (buffer.Length < Layout.ByteCount) buffer = GC.AllocateUninitializedArray<byte>(Layout.ByteCount);
        frame.Data.Span.CopyTo(buffer);
    }
}
