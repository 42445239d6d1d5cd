using Fresnel.Media.Nut;

namespace Fresnel.Media.Recording;

/// <summary>Reads the undecoded frames of one segment. A segment that is still written, or was cut off, ends at its last whole frame.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int MaxFrameBytes = 64 << 20;
    private readonly FileStream file;
    private readonly NutDemuxer demuxer;

    private SegmentReader(FileStream file, NutDemuxer demuxer, NutStream stream)
    {
        this.file = file;
        this.demuxer = demuxer;
        Stream = stream;
    }

    /// <summary>Codec, size and time base.</summary>
    public NutStream Stream { get; }

    /// <summary>What ended reading early, or null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Opens a segment; null where it has no complete header (yet) or is gone.</summary>
    public static SegmentReader? TryOpen(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
            var demuxer = new NutDemuxer(file, MaxFrameBytes);
            if (demuxer.ReadHeader() is { } stream) return new SegmentReader(file, demuxer, stream);
        }
        catch (Exception e) when (e is NutFormatException or IOException)
        {
            // Not there yet, or no more.
        }

        file?.Dispose();
        return null;
    }

    /// <summary>The next frame's header.</summary>
    public bool TryRead(out NutFrame frame)
    {
        try
        {
            return demuxer.TryReadFrame(out frame);
        }
        catch (Exception e) when (e is NutFormatException or IOException)
        {
            Damage = e.Message;
            frame = default;
            return false;
        }
    }

    /// <summary>The current frame's bytes; false where they are not all there.</summary>
    public bool TryReadBytes(Span<byte> destination)
    {
        try
        {
            demuxer.ReadPayload(destination);
            return true;
        }
        catch (Exception e) when (e is NutFormatException or IOException)
        {
            Damage = e.Message;
            return false;
        }
    }

    public void Dispose() => file.Dispose();
}
