using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Journal.Postgres;

/// <summary>Reads streams, heads, replies and snapshots; keeps snapshots, and forgets replies. Every record read is verified.</summary>
internal sealed class PostgresStreams(ClusterDatabase database)
{
    // Bounds how long a transaction of ours lasts: global reads wait for it.
    private const int DeletedAtOnce = 2_000;

    public ValueTask<StreamHead?> FindHeadAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("SELECT shard, seq, status FROM entity WHERE kind = $1 AND id = $2", connection).With(stream.Kind).With(stream.Id);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                return await reader.ReadAsync(cancel).ConfigureAwait(false)
                    ? new StreamHead(stream, reader.GetInt32(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2))
                    : null;
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<StreamHead>> ListHeadsAsync(string kind, string afterId, int limit, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<StreamHead>>(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("SELECT id, shard, seq, status FROM entity WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3", connection).With(kind).With(afterId).With(limit);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                var heads = new List<StreamHead>();
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                    heads.Add(new StreamHead(new StreamKey(kind, reader.GetString(0)), reader.GetInt32(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
                return heads;
            },
            cancellationToken);

    public ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken) =>
        database.RunAsync<EncodedMessage?>(
            async (connection, cancel) =>
            {
                const string sql = "SELECT seq, reply_type, reply_version, reply, checksum FROM command WHERE kind = $1 AND id = $2 AND command_id = $3";
                await using var command = new NpgsqlCommand(sql, connection).With(stream.Kind).With(stream.Id).With(commandId);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                return await reader.ReadAsync(cancel).ConfigureAwait(false) ? PostgresRows.Reply(reader, new Checksums(), stream, commandId, 0) : null;
            },
            cancellationToken);

    /// <summary>The snapshot; null also where it is damaged, because it can be made again from the events.</summary>
    public ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("SELECT seq, type, version, data, checksum FROM snapshot WHERE kind = $1 AND id = $2", connection).With(stream.Kind).With(stream.Id);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                if (!await reader.ReadAsync(cancel).ConfigureAwait(false)) return null;
                var seq = reader.GetInt64(0);
                var state = new EncodedMessage(reader.GetString(1), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3));
                return new Checksums().OfSnapshot(stream, seq, state) == reader.GetInt64(4) ? new StoredSnapshot(seq, state) : null;
            },
            cancellationToken);

    public ValueTask<bool> SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                // Not synced: a power cut of the server may bring the older one back, which does as well.
                const string sql =
                    """
                    WITH unsynced AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
                    INSERT INTO snapshot(kind, id, seq, type, version, data, checksum) SELECT $1, $2, $3, $4, $5, $6, $7 FROM unsynced
                    ON CONFLICT(kind, id) DO UPDATE SET seq = excluded.seq, type = excluded.type, version = excluded.version, data = excluded.data, checksum = excluded.checksum
                    """;
                var state = snapshot.State;
                await using var command = new NpgsqlCommand(sql, connection)
                    .With(stream.Kind).With(stream.Id).With(snapshot.Seq).With(state.Type).With(state.Version)
                    .With(state.Data, NpgsqlTypes.NpgsqlDbType.Text).With(new Checksums().OfSnapshot(stream, snapshot.Seq, state));
                return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
            },
            cancellationToken);

    /// <summary>Events of a stream after one sequence number and up to another, each following the one before.</summary>
    public ValueTask<List<StoredEvent>> ReadForwardAsync(StreamKey stream, long after, long upTo, int limit, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                const string sql = $"SELECT {PostgresRows.EventColumns} FROM event WHERE kind = $1 AND id = $2 AND seq > $3 AND seq <= $4 ORDER BY seq LIMIT $5";
                await using var command = new NpgsqlCommand(sql, connection).With(stream.Kind).With(stream.Id).With(after).With(upTo).With(limit);
                var events = await ReadAsync(command, stream, after, 1, cancel).ConfigureAwait(false);
                return after + events.Count >= Math.Min(upTo, after + limit) ? events : throw Gap(stream, after + events.Count + 1);
            },
            cancellationToken);

    /// <summary>Events of a stream before one sequence number (which exists, or follows the head), newest first.</summary>
    public ValueTask<List<StoredEvent>> ReadBackwardAsync(StreamKey stream, long before, int limit, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                const string sql = $"SELECT {PostgresRows.EventColumns} FROM event WHERE kind = $1 AND id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
                await using var command = new NpgsqlCommand(sql, connection).With(stream.Kind).With(stream.Id).With(before).With(limit);
                var events = await ReadAsync(command, stream, before, -1, cancel).ConfigureAwait(false);
                return before - events.Count <= Math.Max(1, before - limit) ? events : throw Gap(stream, before - events.Count - 1);
            },
            cancellationToken);

    /// <summary>Forgets the replies given before a moment, oldest first, in steps.</summary>
    public async ValueTask<long> DeleteRepliesAsync(DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        var before = StoredTime.Ticks(horizon);
        long total = 0;
        int deleted;
        do
        {
            deleted = await database.RunAsync(
                async (connection, cancel) =>
                {
                    const string sql = "DELETE FROM command WHERE ctid = ANY (ARRAY(SELECT ctid FROM command WHERE at < $1 ORDER BY at LIMIT $2))";
                    await using var command = new NpgsqlCommand(sql, connection).With(before).With(DeletedAtOnce);
                    return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            total += deleted;
        }
        while (deleted == DeletedAtOnce);
        return total;
    }

    private static async ValueTask<List<StoredEvent>> ReadAsync(NpgsqlCommand command, StreamKey stream, long from, int step, CancellationToken cancel)
    {
        var checksums = new Checksums();
        var events = new List<StoredEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            events.Add(PostgresRows.Event(reader, checksums, stream));
            from += step;
            if (events[^1].Seq != from) throw Gap(stream, from);
        }

        return events;
    }

    private static JournalCorruptException Gap(StreamKey stream, long seq) => new(stream, seq, "is missing");
}
