using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>
/// SQLite's write-ahead log (https://sqlite.org/walformat.html): a header, then frames, each a header and a page. The
/// checksum of a frame goes on from that of the frame before it, so a frame can be verified from the two headers.
/// </summary>
internal static class WalFormat
{
    /// <summary>Bytes of the log's header.</summary>
    public const int HeaderSize = 32;

    /// <summary>Bytes of a frame's header.</summary>
    public const int FrameHeaderSize = 24;

    /// <summary>Bytes of a frame.</summary>
    public const int FrameSize = FrameHeaderSize + PageFormat.Size;

    private const uint Magic = 0x377f0682;

    /// <summary>Where in a header its checksum stands: the last 8 bytes.</summary>
    private const int SumSize = 8;

    /// <summary>Whether a log was written on a machine of big-endian order; null where it is none.</summary>
    public static bool? IsBigEndian(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header) switch
    {
        Magic => false,
        Magic | 1 => true,
        _ => null,
    };

    /// <summary>The checksum that a header (of the log or of a frame) says.</summary>
    public static WalSum SumOf(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadUInt32BigEndian(header[^SumSize..]), BinaryPrimitives.ReadUInt32BigEndian(header[^(SumSize / 2)..]));

    /// <summary>The checksum of the log's header.</summary>
    public static WalSum OfHeader(ReadOnlySpan<byte> header, bool bigEndian) => Add(default, header[..^SumSize], bigEndian);

    /// <summary>The checksum of a frame.</summary>
    /// <param name="before">That of the frame before it, or of the log's header.</param>
    /// <param name="header">The frame's header.</param>
    /// <param name="page">The frame's page.</param>
    /// <param name="bigEndian">The order of the log.</param>
    public static WalSum OfFrame(WalSum before, ReadOnlySpan<byte> header, ReadOnlySpan<byte> page, bool bigEndian) =>
        Add(Add(before, header[..8], bigEndian), page, bigEndian);

    /// <summary>Whether a frame ends a transaction.</summary>
    public static bool IsCommit(ReadOnlySpan<byte> frameHeader) => BinaryPrimitives.ReadUInt32BigEndian(frameHeader[4..]) != 0;

    /// <summary>Whether a frame is of the log's present round, and not left from an earlier one.</summary>
    public static bool IsOfRound(ReadOnlySpan<byte> frameHeader, ReadOnlySpan<byte> header) => frameHeader.Slice(8, 8).SequenceEqual(header.Slice(16, 8));

    /// <summary>Whether a frame, perhaps damaged, is of the log's present round: of an earlier one both of its salts differ.</summary>
    public static bool ResemblesRound(ReadOnlySpan<byte> frameHeader, ReadOnlySpan<byte> header) =>
        frameHeader.Slice(8, 4).SequenceEqual(header.Slice(16, 4)) || frameHeader.Slice(12, 4).SequenceEqual(header.Slice(20, 4));

    private static WalSum Add(WalSum sum, ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        var (a, b) = sum;
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        if (bigEndian != BitConverter.IsLittleEndian)
        {
            for (var i = 0; i + 1 < words.Length; i += 2)
            {
                a += words[i] + b;
                b += words[i + 1] + a;
            }
        }
        else
        {
            for (var i = 0; i + 1 < words.Length; i += 2)
            {
                a += BinaryPrimitives.ReverseEndianness(words[i]) + b;
                b += BinaryPrimitives.ReverseEndianness(words[i + 1]) + a;
            }
        }

        return new WalSum(a, b);
    }
}

/// <summary>A checksum of the log.</summary>
internal readonly record struct WalSum(uint A, uint B);
