using System.Buffers.Binary;
using System.IO.Hashing;

namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>
/// The pages of a database file: each ends with a checksum of what comes before it, in bytes that SQLite leaves free
/// when told to (the "reserved space" of its file format). The page's number is part of it, so that a page in the wrong
/// place is found, too.
/// </summary>
internal static class PageFormat
{
    /// <summary>Bytes of a page; SQLite's default.</summary>
    public const int Size = 4096;

    /// <summary>Bytes of a page that are reserved for its checksum.</summary>
    public const int Reserved = 8;

    /// <summary>Where a file's header says how much of each page is reserved.</summary>
    public const int ReservedAt = 20;

    /// <summary>Writes the checksum into a page.</summary>
    /// <param name="page">The page, of <see cref="Size"/> bytes.</param>
    /// <param name="offset">Where it lies in the file.</param>
    public static void Seal(Span<byte> page, long offset) => BinaryPrimitives.WriteUInt64LittleEndian(page[^Reserved..], Sum(page, offset));

    /// <summary>Whether a page holds what was written. One of nothing but zeros was never written: SQLite leaves such gaps.</summary>
    public static bool IsSound(ReadOnlySpan<byte> page, long offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(page[^Reserved..]) == Sum(page, offset) || !page.ContainsAnyExcept((byte)0);

    /// <summary>The number of a page, from 1.</summary>
    public static long NumberOf(long offset) => (offset / Size) + 1;

    private static ulong Sum(ReadOnlySpan<byte> page, long offset) => XxHash3.HashToUInt64(page[..^Reserved], NumberOf(offset));
}
