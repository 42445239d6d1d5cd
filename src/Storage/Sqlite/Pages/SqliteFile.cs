using System.Buffers.Binary;
using Fresnel.Storage.Folder;

namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>A database file before it is opened: whether its pages carry checksums, and giving them some where they do not.</summary>
internal static class SqliteFile
{
    private const int PageSizeAt = 16;

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Has every page of an existing file carry a checksum. One of an earlier build is copied once, whole or not at all.</summary>
    /// <exception cref="StoreSchemaException">It is no database, or not ours.</exception>
    /// <exception cref="StoreDamagedException">Its header is damaged.</exception>
    public static void Seal(string path, SqliteSchema schema)
    {
        Span<byte> first = stackalloc byte[PageFormat.Size];
        var length = ReadFirstPage(path, first);
        if (length == 0 || IsSealed(first)) return;
        if (length == PageFormat.Size && WasSealed(first))
            throw new StoreDamagedException($"'{path}' is damaged: the header in its page 1 was changed. {schema.Remedy}");
        if (!first.StartsWith(Magic)) throw new StoreSchemaException($"'{path}' is not a database.");
        Copy(path, schema);
    }

    private static bool IsSealed(ReadOnlySpan<byte> first) =>
        first.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt16BigEndian(first[PageSizeAt..]) == PageFormat.Size
        && first[PageFormat.ReservedAt] == PageFormat.Reserved;

    // Whether it would be sound but for the fields by which it is recognised.
    private static bool WasSealed(ReadOnlySpan<byte> first)
    {
        Span<byte> mended = stackalloc byte[PageFormat.Size];
        first.CopyTo(mended);
        Magic.CopyTo(mended);
        BinaryPrimitives.WriteUInt16BigEndian(mended[PageSizeAt..], PageFormat.Size);
        mended[PageFormat.ReservedAt] = PageFormat.Reserved;
        return PageFormat.IsSound(mended, 0);
    }

    private static int ReadFirstPage(string path, Span<byte> page)
    {
        if (!File.Exists(path)) return 0;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"'{path}' cannot be opened: {failure.Message}", failure);
        }
    }

    private static void Copy(string path, SqliteSchema schema)
    {
        var copy = path + ".sealed";
        File.Delete(copy);
        using (var database = SqliteDatabase.OpenUnsealed(path, schema.Remedy))
        {
            schema.Check(database);
            var uri = string.Join('/', Path.GetFullPath(copy).Split('/').Select(Uri.EscapeDataString));
            database.Execute($"VACUUM INTO 'file:{uri.Replace("'", "''", StringComparison.Ordinal)}?vfs={CheckedVfs.Name}'");
            database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        using (var whole = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite)) whole.Flush(flushToDisk: true);
        Durable.MoveIntoPlace(copy, path);
    }
}
