using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>Reads a remembered reply out of a row.</summary>
internal static class StoredReply
{
    /// <summary>Reads the columns seq, reply_type, reply_version, reply, checksum, and verifies them.</summary>
    public static EncodedMessage Read(SqliteStatement row, Checksums checksums, in StreamKey stream, string commandId, int firstColumn)
    {
        var seq = row.Int64(firstColumn);
        var type = row.Text(firstColumn + 1);
        var version = (int)row.Int64(firstColumn + 2);
        var data = row.Bytes(firstColumn + 3).ToArray();
        if (checksums.OfReply(stream, commandId, seq, type, version, data) != row.Int64(firstColumn + 4))
            throw new JournalCorruptException(stream, seq, $"is followed by a reply (to command '{commandId}') whose checksum is wrong");
        return new EncodedMessage(type, version, data);
    }
}
