using System.Buffers.Binary;
using System.Text;

namespace Fresnel.Media.Nut;

/// <summary>Writes one video stream as NUT, for ffmpeg to read from a pipe: a synchronisation point before every frame, full times, no index.</summary>
internal sealed class NutMuxer
{
    private const int FrameCode = 1;
    private readonly byte[] scratch = new byte[64];
    private readonly NutStream stream;

    /// <summary>Describes the stream that will be written.</summary>
    public NutMuxer(NutStream stream)
    {
        this.stream = stream;
        var header = new List<byte>(512);
        header.AddRange(NutStartCode.FileId);
        Packet(header, NutStartCode.Main, Main());
        Packet(header, NutStartCode.Stream, StreamHeader());
        Header = header.ToArray();
    }

    /// <summary>What comes first.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>What comes before a frame's bytes. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> FrameHeader(long pts, int size, bool isKey)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pts);
        var at = 0;
        BinaryPrimitives.WriteUInt64BigEndian(scratch, NutStartCode.SyncPoint);
        at += 8;
        var lengthAt = at++;
        var body = at;
        at += Number(scratch.AsSpan(at), pts);
        at += Number(scratch.AsSpan(at), 0);
        BinaryPrimitives.WriteUInt32BigEndian(scratch.AsSpan(at), NutCrc.Update(0, scratch.AsSpan(body, at - body)));
        at += 4;
        scratch[lengthAt] = (byte)(at - body);

        var frame = at;
        scratch[at++] = FrameCode;
        var flags = NutFrameFlags.CodedPts | NutFrameFlags.SizeMsb | NutFrameFlags.Checksum | (isKey ? NutFrameFlags.Key : NutFrameFlags.None);
        at += Number(scratch.AsSpan(at), (long)flags);
        at += Number(scratch.AsSpan(at), pts + (1L << stream.PtsShift));
        at += Number(scratch.AsSpan(at), size);
        BinaryPrimitives.WriteUInt32BigEndian(scratch.AsSpan(at), NutCrc.Update(0, scratch.AsSpan(frame, at - frame)));
        at += 4;
        return scratch.AsMemory(0, at);
    }

    private static int Number(Span<byte> to, long value)
    {
        var length = 1;
        for (var v = value >> 7; v > 0; v >>= 7) length++;
        for (var i = length - 1; i >= 0; i--)
        {
            var more = i < length - 1 ? 0x80 : 0;
            to[i] = (byte)((int)(value & 0x7F) | more);
            value >>= 7;
        }

        return length;
    }

    private static void Number(List<byte> to, long value)
    {
        Span<byte> bytes = stackalloc byte[10];
        to.AddRange(bytes[..Number(bytes, value)]);
    }

    private static void Bytes(List<byte> to, ReadOnlySpan<byte> bytes)
    {
        Number(to, bytes.Length);
        to.AddRange(bytes);
    }

    private static void Packet(List<byte> to, ulong code, List<byte> body)
    {
        Span<byte> word = stackalloc byte[8];
        var start = to.Count;
        BinaryPrimitives.WriteUInt64BigEndian(word, code);
        to.AddRange(word);
        Number(to, body.Count + 4);
        if (body.Count + 4 > 4096) Checksum(to, start);
        start = to.Count;
        to.AddRange(body);
        Checksum(to, start);
    }

    private static void Checksum(List<byte> to, int start)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, NutCrc.Update(0, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(to)[start..]));
        to.AddRange(word);
    }

    private static void Code(List<byte> to, NutFrameFlags flags, int count)
    {
        Number(to, (long)flags);
        Number(to, 6); // fields: time delta, multiplier, stream, size, reserved, count
        Number(to, 0);
        Number(to, 1);
        Number(to, 0);
        Number(to, 0);
        Number(to, 0);
        Number(to, count);
    }

    private List<byte> Main()
    {
        var main = new List<byte>(128);
        Number(main, 3);
        Number(main, 1);
        Number(main, 65536);
        Number(main, 1);
        Number(main, stream.TimeBaseNum);
        Number(main, stream.TimeBaseDen);
        Code(main, NutFrameFlags.Invalid, FrameCode);
        Code(main, NutFrameFlags.CodedFlags, 1);
        Code(main, NutFrameFlags.Invalid, 255 - FrameCode - 1); // all the rest; 'N' does not count
        Number(main, 0);
        return main;
    }

    private List<byte> StreamHeader()
    {
        var header = new List<byte>(128);
        Number(header, 0);
        Number(header, 0);
        Bytes(header, Encoding.Latin1.GetBytes(stream.FourCc));
        Number(header, 0);
        Number(header, stream.PtsShift);
        Number(header, Math.Max(1, stream.TimeBaseDen / Math.Max(1, stream.TimeBaseNum)));
        Number(header, stream.DecodeDelay);
        Number(header, 0);
        Bytes(header, stream.CodecData);
        Number(header, stream.Width);
        Number(header, stream.Height);
        Number(header, stream.SampleWidth);
        Number(header, stream.SampleHeight);
        Number(header, 0);
        return header;
    }
}
