namespace Fresnel.Media.Nut;

/// <summary>
/// Reads the video frames of a NUT stream in order, from a pipe or a file, without seeking. Bytes of frames go straight
/// where the caller wants them. Damage is an exception, never a guess: a pipe from a live process has no excuse.
/// Written from the NUT specification (2008-01-28) as ffmpeg's muxer follows it.
/// </summary>
/// <param name="input">The bytes; read without being closed.</param>
/// <param name="maxFrameBytes">A frame that says it is larger is damage.</param>
internal sealed class NutDemuxer(Stream input, int maxFrameBytes)
{
    private const int MaxPacket = 16 << 20;
    private readonly NutReader r = new(input);
    private NutHeaders? headers;
    private NutHeaders? repeated;
    private int streamsSeen;
    private long packetEnd;
    private long lastPts;
    private int pending;
    private byte[] elided = [];

    /// <summary>Reads up to the first frame.</summary>
    /// <returns>The video stream, or null where the input has no bytes at all.</returns>
    /// <exception cref="NutFormatException">It is not NUT, or has no video.</exception>
    public NutStream? ReadHeader()
    {
        foreach (var expected in NutStartCode.FileId)
        {
            var b = r.TryReadByte();
            if (b < 0 && r.Position == 0) return null;
            if (b != expected) throw r.Fault("The stream is not NUT.");
        }

        while (headers is null || headers.StreamCount > streamsSeen)
        {
            r.BeginChecksum();
            if (r.ReadByte() != 'N') throw r.Fault("A header is missing.");
            ReadPacket();
        }

        return headers.Video ?? throw r.Fault("The stream has no video.");
    }

    /// <summary>Reads up to the bytes of the next video frame; what was left of the last is passed over.</summary>
    /// <returns>False at the end of the input, between frames.</returns>
    /// <exception cref="NutFormatException">The bytes are damaged or end in the middle.</exception>
    public bool TryReadFrame(out NutFrame frame)
    {
        var h = headers ?? throw new InvalidOperationException("ReadHeader comes first.");
        if (pending > 0) SkipPayload();
        while (true)
        {
            r.BeginChecksum();
            var first = r.TryReadByte();
            if (first < 0)
            {
                frame = default;
                return false;
            }

            if (first == 'N')
            {
                ReadPacket();
                continue;
            }

            frame = ReadFrameHeader(h, first, out var stream);
            if (stream == h.VideoId) return true;
            SkipPayload();
        }
    }

    /// <summary>Reads the current frame's bytes.</summary>
    /// <param name="destination">Exactly as long as the frame.</param>
    public void ReadPayload(Span<byte> destination)
    {
        if (destination.Length != pending) throw new ArgumentException($"The frame has {pending} bytes, not {destination.Length}.", nameof(destination));
        elided.CopyTo(destination);
        r.ReadExactly(destination[elided.Length..]);
        pending = 0;
    }

    /// <summary>Passes over the current frame's bytes.</summary>
    public void SkipPayload()
    {
        r.Skip(pending - elided.Length);
        pending = 0;
    }

    private NutFrame ReadFrameHeader(NutHeaders h, int first, out int stream)
    {
        var code = h.Codes[first];
        var flags = code.Flags;
        if ((flags & NutFrameFlags.Invalid) != 0) throw r.Fault($"The frame code {first} is not used.");
        if ((flags & NutFrameFlags.CodedFlags) != 0) flags ^= (NutFrameFlags)r.ReadBounded("A frame's flags", 0xFFFF);
        if ((flags & NutFrameFlags.SideData) != 0) throw r.Fault("Frames with side data are not supported.");
        stream = (flags & NutFrameFlags.StreamId) != 0 ? r.ReadBounded("A frame's stream", h.StreamCount - 1) : code.Stream;
        if (stream >= h.StreamCount) throw r.Fault($"The frame's stream {stream} does not exist.");
        var pts = lastPts + code.PtsDelta;
        if ((flags & NutFrameFlags.CodedPts) != 0)
        {
            var coded = r.ReadNumber();
            if (coded < 0) throw r.Fault($"A frame's time {coded} is not a time.");
            if (stream == h.VideoId) pts = FullPts(coded, h.Video!.PtsShift);
        }

        long size = code.SizeLsb;
        if ((flags & NutFrameFlags.SizeMsb) != 0) size += (long)code.SizeMul * r.ReadBounded("A frame's size", int.MaxValue);
        if ((flags & NutFrameFlags.MatchTime) != 0) r.ReadSigned();
        var index = (flags & NutFrameFlags.HeaderIndex) != 0 ? r.ReadBounded("A frame's header index", h.Elisions.Length - 1) : code.HeaderIndex;
        var reserved = (flags & NutFrameFlags.Reserved) != 0 ? r.ReadBounded("A frame's reserved count", 256) : code.Reserved;
        for (var i = 0; i < reserved; i++) r.ReadNumber();
        if ((flags & NutFrameFlags.Checksum) != 0) r.EndChecksum("a frame's header");

        // Frames above 4096 bytes never leave a header out, whatever their code says (specification, "elision_header").
        if (size > 4096) index = 0;
        if (index >= h.Elisions.Length) throw r.Fault($"The left-out header {index} does not exist.");
        elided = h.Elisions[index];
        if (size > maxFrameBytes || size < elided.Length) throw r.Fault($"A frame says it has {size} bytes; {elided.Length} to {maxFrameBytes} are possible.");
        pending = (int)size;
        if (stream == h.VideoId) lastPts = pts;
        return new NutFrame(pts, pending, (flags & NutFrameFlags.Key) != 0);
    }

    private long FullPts(long coded, int shift)
    {
        var mask = (1L << shift) - 1;
        if (coded > mask) return coded - (mask + 1);
        var delta = lastPts - (mask / 2);
        return ((coded - delta) & mask) + delta;
    }

    // The packet's first byte, 'N', was read under a checksum begun with it.
    private void ReadPacket()
    {
        ulong code = 'N';
        for (var i = 0; i < 7; i++) code = (code << 8) | r.ReadByte();
        var length = r.ReadBounded("A packet's length", MaxPacket);
        if (length < 4) throw r.Fault($"A packet says it has {length} bytes; at least 4 are possible.");
        if (length > 4096) r.EndChecksum("a packet's header");
        r.BeginChecksum();
        packetEnd = r.Position + length - 4;
        switch (code)
        {
            case NutStartCode.Main:
                ReadMain();
                break;
            case NutStartCode.Stream:
                ReadStream();
                break;
            case NutStartCode.SyncPoint when headers is not null:
                ReadSyncPoint(headers);
                break;
            case NutStartCode.Info:
            case NutStartCode.Index:
                break;
            default:
                throw r.Fault($"The packet code {code:X16} is not known here.");
        }

        if (r.Position > packetEnd) throw r.Fault("A packet's content is longer than the packet.");
        r.Skip(packetEnd - r.Position);
        r.EndChecksum("a packet");
    }

    // Headers are repeated now and then. The first ones stay in force: a stream does not change in the middle.
    private void ReadMain()
    {
        var main = NutHeaders.ReadMain(r, () => r.Position < packetEnd);
        if (headers is null) headers = main;
        else repeated = main;
    }

    private void ReadStream()
    {
        var target = repeated ?? headers ?? throw r.Fault("A stream header comes before the main header.");
        target.ReadStream(r);
        if (repeated is null) streamsSeen++;
    }

    private void ReadSyncPoint(NutHeaders h)
    {
        var coded = r.ReadNumber();
        if (coded < 0) throw r.Fault($"A synchronisation point's time {coded} is not a time.");
        r.ReadNumber(); // back_ptr_div16: for seeking
        var count = h.TimeBases.Length;
        var (num, den) = h.TimeBases[(int)(coded % count)];
        if (h.Video is not { } video) return;

        // Ticks of one time base as ticks of the other, rounded down.
        var scaled = (Int128)(coded / count) * num * video.TimeBaseDen;
        lastPts = (long)Int128.Min(scaled / ((Int128)den * video.TimeBaseNum), long.MaxValue / 4);
    }
}
