using System.Buffers;
using Fresnel.Storage.Observations;
using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Storage.Postgres.Observations;

/// <summary>Writes batches of observations with COPY, each in one transaction.</summary>
internal sealed class ObservationCopy(ObservationEntities entities)
{
    private const string Columns = "entity, at, epoch, frame, stream_time, objects";

    /// <summary>Writes a batch.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="again">Whether some of it may be there already: then it goes by way of a table of its own.</param>
    /// <param name="cancel">Gives up; nothing was kept then.</param>
    public async ValueTask WriteAsync(NpgsqlConnection connection, ObservationBatch batch, bool again, CancellationToken cancel)
    {
        await entities.EnsureAsync(connection, batch.Observations.Select(seen => seen.Entity).Concat(batch.Marks.Select(mark => mark.Entity)), cancel).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        if (again) await ExecuteAsync(new NpgsqlCommand("CREATE TEMPORARY TABLE IF NOT EXISTS seen (LIKE observation) ON COMMIT DELETE ROWS", connection), cancel).ConfigureAwait(false);
        if (batch.Observations.Count > 0) await CopyAsync(connection, again ? "seen" : "observation", batch, cancel).ConfigureAwait(false);
        if (again)
        {
            const string sql =
                $"""
                INSERT INTO observation({Columns}) SELECT DISTINCT ON (entity, at, epoch, frame) {Columns} FROM seen
                ON CONFLICT(entity, at, epoch, frame) DO UPDATE SET stream_time = excluded.stream_time, objects = excluded.objects
                """;
            await ExecuteAsync(new NpgsqlCommand(sql, connection), cancel).ConfigureAwait(false);
        }

        // Last, because two nodes that see for one entity in turn wait for each other here.
        await NoteEpochsAsync(connection, batch, cancel).ConfigureAwait(false);
        await MarkAsync(connection, batch, cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static async ValueTask ExecuteAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command) await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private async ValueTask CopyAsync(NpgsqlConnection connection, string table, ObservationBatch batch, CancellationToken cancel)
    {
        var packed = new ArrayBufferWriter<byte>(1024);
        var copy = await connection.BeginBinaryImportAsync($"COPY {table}({Columns}) FROM STDIN (FORMAT binary)", cancel).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var seen in batch.Observations)
            {
                packed.ResetWrittenCount();
                SeenObjects.Pack(seen.Objects, packed);
                await copy.StartRowAsync(cancel).ConfigureAwait(false);
                await copy.WriteAsync(entities.NumberOf(seen.Entity), NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await copy.WriteAsync(StoredTime.Ticks(seen.At), NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(seen.Epoch, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(seen.Frame, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(seen.StreamTime.Ticks, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(packed.WrittenMemory, NpgsqlDbType.Bytea, cancel).ConfigureAwait(false);
            }

            await copy.CompleteAsync(cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask NoteEpochsAsync(NpgsqlConnection connection, ObservationBatch batch, CancellationToken cancel)
    {
        var first = batch.Observations.GroupBy(seen => (Entity: entities.NumberOf(seen.Entity), seen.Epoch)).OrderBy(group => group.Key).ToArray();
        if (first.Length == 0) return;
        const string sql =
            """
            INSERT INTO observation_epoch AS e (entity, epoch, first_at) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT(entity, epoch) DO UPDATE SET first_at = excluded.first_at WHERE e.first_at > excluded.first_at
            """;
        await ExecuteAsync(
            new NpgsqlCommand(sql, connection)
                .With(first.Select(group => group.Key.Entity).ToArray())
                .With(first.Select(group => group.Key.Epoch).ToArray())
                .With(first.Select(group => group.Min(seen => StoredTime.Ticks(seen.At))).ToArray()),
            cancel).ConfigureAwait(false);
    }

    private async ValueTask MarkAsync(NpgsqlConnection connection, ObservationBatch batch, CancellationToken cancel)
    {
        var newest = batch.Marks.GroupBy(mark => entities.NumberOf(mark.Entity)).OrderBy(group => group.Key).Select(group => (Entity: group.Key, Mark: group.MaxBy(mark => (mark.Epoch, mark.At))!)).ToArray();
        if (newest.Length == 0) return;
        const string sql =
            """
            INSERT INTO observation_mark AS m (entity, epoch, at) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT(entity) DO UPDATE SET epoch = excluded.epoch, at = excluded.at WHERE (m.epoch, m.at) < (excluded.epoch, excluded.at)
            """;
        await ExecuteAsync(
            new NpgsqlCommand(sql, connection)
                .With(newest.Select(row => row.Entity).ToArray())
                .With(newest.Select(row => row.Mark.Epoch).ToArray())
                .With(newest.Select(row => StoredTime.Ticks(row.Mark.At)).ToArray()),
            cancel).ConfigureAwait(false);
    }
}
