using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Npgsql;

namespace Fresnel.Journal.Postgres;

/// <summary>Reads records out of rows, and verifies them.</summary>
internal static class PostgresRows
{
    /// <summary>The columns of <see cref="Event"/>.</summary>
    public const string EventColumns = "seq, epoch, type, version, data, meta, checksum, at";

    /// <summary>Reads the columns seq, reply_type, reply_version, reply, checksum.</summary>
    public static EncodedMessage Reply(NpgsqlDataReader row, Checksums checksums, in StreamKey stream, string commandId, int firstColumn)
    {
        var seq = row.GetInt64(firstColumn);
        var type = row.GetString(firstColumn + 1);
        var version = row.GetInt32(firstColumn + 2);
        var data = row.GetFieldValue<byte[]>(firstColumn + 3);
        if (checksums.OfReply(stream, commandId, seq, type, version, data) != row.GetInt64(firstColumn + 4))
            throw new JournalCorruptException(stream, seq, $"is followed by a reply (to command '{commandId}') whose checksum is wrong");
        return new EncodedMessage(type, version, data);
    }

    /// <summary>Reads the columns of <see cref="EventColumns"/>, which are the first.</summary>
    public static StoredEvent Event(NpgsqlDataReader row, Checksums checksums, in StreamKey stream)
    {
        var seq = row.GetInt64(0);
        var epoch = row.GetInt64(1);
        var type = row.GetString(2);
        var version = row.GetInt32(3);
        var data = row.GetFieldValue<byte[]>(4);
        var meta = row.GetFieldValue<byte[]>(5);
        var at = row.GetInt64(7);
        if (checksums.OfEvent(stream, seq, epoch, type, version, data, meta, at) != row.GetInt64(6))
            throw new JournalCorruptException(stream, seq, "has a wrong checksum");
        return new StoredEvent(stream, seq, epoch, new EncodedMessage(type, version, data), meta, StoredTime.Of(at));
    }
}
