using Fresnel.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Bench.Clusters;

/// <summary>One connection of the baseline, with the rows of its own entities.</summary>
internal sealed class RawRows : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch batch;
    private readonly int[] entities;
    private readonly List<string> kinds = [];
    private readonly List<string> ids = [];
    private readonly List<long> seqs = [];
    private readonly List<Guid> appends = [];
    private readonly List<int> shards = [];
    private readonly List<long> epochs = [];
    private readonly List<string> types = [];
    private readonly List<int> versions = [];
    private readonly List<ReadOnlyMemory<byte>> datas = [];
    private readonly List<ReadOnlyMemory<byte>> metas = [];
    private readonly List<long> checksums = [];
    private readonly List<long> times = [];
    private readonly List<string> commands = [];
    private readonly List<string> replyTypes = [];
    private readonly List<ReadOnlyMemory<byte>> replies = [];
    private long written;

    private RawRows(NpgsqlConnection connection, int[] entities)
    {
        this.connection = connection;
        this.entities = entities;
        batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Statement(
                    "UPDATE entity e SET seq = w.seq, append_id = w.append_id FROM unnest($1, $2, $3, $4) AS w(kind, id, seq, append_id) WHERE e.kind = w.kind AND e.id = w.id AND e.seq = w.seq - 1",
                    Of(kinds, NpgsqlDbType.Text), Of(ids, NpgsqlDbType.Text), Of(seqs, NpgsqlDbType.Bigint), Of(appends, NpgsqlDbType.Uuid)),
                Statement(
                    "INSERT INTO event(shard, epoch, kind, id, seq, type, version, data, meta, checksum, at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                    Of(shards, NpgsqlDbType.Integer), Of(epochs, NpgsqlDbType.Bigint), Of(kinds, NpgsqlDbType.Text), Of(ids, NpgsqlDbType.Text), Of(seqs, NpgsqlDbType.Bigint), Of(types, NpgsqlDbType.Text),
                    Of(versions, NpgsqlDbType.Integer), Of(datas, NpgsqlDbType.Text), Of(metas, NpgsqlDbType.Text), Of(checksums, NpgsqlDbType.Bigint), Of(times, NpgsqlDbType.Bigint)),
                Statement(
                    "INSERT INTO command(kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                    Of(kinds, NpgsqlDbType.Text), Of(ids, NpgsqlDbType.Text), Of(commands, NpgsqlDbType.Text), Of(appends, NpgsqlDbType.Uuid), Of(seqs, NpgsqlDbType.Bigint), Of(replyTypes, NpgsqlDbType.Text),
                    Of(versions, NpgsqlDbType.Integer), Of(replies, NpgsqlDbType.Text), Of(checksums, NpgsqlDbType.Bigint), Of(times, NpgsqlDbType.Bigint)),
            },
        };
    }

    /// <summary>Opens a connection; its entities are every so-many-th.</summary>
    public static async Task<RawRows> OpenAsync(ClusterDatabase database, int first, int step, int entities)
    {
        var rows = new RawRows(await database.OpenWriterAsync(default), [.. Enumerable.Range(0, entities).Where(i => i % step == first)]);
        await rows.batch.PrepareAsync();
        return rows;
    }

    /// <summary>Writes a group, and waits for the disk.</summary>
    public async Task WriteAsync(int size)
    {
        Clear();
        for (var i = 0; i < size; i++, written++)
        {
            kinds.Add("gate");
            ids.Add(AppendedRow.Id(entities[written % entities.Length]));
            seqs.Add((written / entities.Length) + 1);
            appends.Add(Guid.NewGuid());
            shards.Add(0);
            epochs.Add(1);
            types.Add(AppendedRow.Type);
            versions.Add(1);
            datas.Add(AppendedRow.Event);
            metas.Add(AppendedRow.Meta);
            checksums.Add(written * 7919);
            times.Add(written);
            commands.Add(Guid.NewGuid().ToString("N"));
            replyTypes.Add(AppendedRow.ReplyType);
            replies.Add(AppendedRow.Reply);
        }

        await batch.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await batch.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static NpgsqlParameter<List<T>> Of<T>(List<T> values, NpgsqlDbType type) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlBatchCommand Statement(string sql, params NpgsqlParameter[] parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) statement.Parameters.Add(parameter);
        return statement;
    }

    private void Clear()
    {
        foreach (var list in (System.Collections.IList[])[kinds, ids, seqs, appends, shards, epochs, types, versions, datas, metas, checksums, times, commands, replyTypes, replies]) list.Clear();
    }
}
