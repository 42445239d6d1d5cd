using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Journal.Postgres;

/// <summary>Who owns a shard: claims, batons, and what the journal says of them.</summary>
internal sealed class PostgresShards(ClusterDatabase database, TimeProvider time)
{
    /// <summary>How long a claim waits for the appends of the old owner before it ends them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Takes a shard. Appends of the old owner that are being written hold the shard's row; one whose client is frozen
    /// between execute and sync holds it for as long as it likes, and no limit of the server ends it: so we do.
    /// </summary>
    public ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken) =>
        database.RunAsync<long?>(
            async (connection, cancel) =>
            {
                const string sql = "UPDATE shard SET epoch = epoch + 1, owner = $3 WHERE number = $1 AND baton = $2 AND baton > 0 RETURNING epoch";
                await using var command = new NpgsqlCommand(sql, connection).With(shard).With(baton).With(owner);
                var claiming = command.ExecuteScalarAsync(cancel);
                await EndBlockersAsync(connection.ProcessID, claiming, cancel).ConfigureAwait(false);
                return (long?)await claiming.ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Starts a new generation of batons for shards.</summary>
    public ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<long>>(
            async (connection, cancel) =>
            {
                // Locked in the order of their numbers: two that advance the same shards do not wait for each other in a ring.
                const string sql =
                    """
                    WITH chosen AS MATERIALIZED (SELECT number FROM shard WHERE number = ANY ($1) ORDER BY number FOR UPDATE)
                    UPDATE shard s SET baton = baton + 1 FROM chosen WHERE s.number = chosen.number RETURNING s.number, s.baton
                    """;
                await using var command = new NpgsqlCommand(sql, connection).With(shards.Distinct().ToArray());
                var executing = command.ExecuteReaderAsync(cancel);
                await EndBlockersAsync(connection.ProcessID, executing, cancel).ConfigureAwait(false);
                await using var reader = await executing.ConfigureAwait(false);
                var batons = new Dictionary<int, long>();
                while (await reader.ReadAsync(cancel).ConfigureAwait(false)) batons[reader.GetInt32(0)] = reader.GetInt64(1);
                return [.. shards.Select(shard => batons[shard])];
            },
            cancellationToken);

    /// <summary>Every shard, by number.</summary>
    public ValueTask<IReadOnlyList<ShardRecord>> ListAsync(CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<ShardRecord>>(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("SELECT number, epoch, baton, owner FROM shard ORDER BY number", connection);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                var shards = new List<ShardRecord>();
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                    shards.Add(new ShardRecord(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
                return shards;
            },
            cancellationToken);

    /// <summary>The entities of a shard.</summary>
    public ValueTask<IReadOnlyList<EntityRecord>> ListEntitiesAsync(int shard, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<EntityRecord>>(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("SELECT kind, id, seq, status FROM entity WHERE shard = $1 ORDER BY kind, id", connection).With(shard);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                var entities = new List<EntityRecord>();
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                    entities.Add(new EntityRecord(new StreamKey(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
                return entities;
            },
            cancellationToken);

    private async ValueTask EndBlockersAsync(int waiter, Task waiting, CancellationToken cancel)
    {
        for (var patience = Patience; !await EndsWithinAsync(waiting, patience, cancel).ConfigureAwait(false); patience = Between)
        {
            try
            {
                await database.RunAsync((other, token) => EndBlockersAsync(other, waiter, token), cancel).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is StoreUnavailableException or StoreSchemaException or OperationCanceledException)
            {
                // Whoever waits is told by its own connection, which must not be closed under it.
                await ((Task)Task.WhenAny(waiting)).ConfigureAwait(false);
                return;
            }
        }
    }

    private static async ValueTask<int> EndBlockersAsync(NpgsqlConnection connection, int waiter, CancellationToken cancel)
    {
        // Whoever waits for a lock itself (another claim) is let be: what it waits for is ended.
        const string sql =
            """
            SELECT count(pg_terminate_backend(a.pid)) FROM unnest(pg_blocking_pids($1)) AS b(pid)
            JOIN pg_stat_activity a ON a.pid = b.pid WHERE a.wait_event_type IS DISTINCT FROM 'Lock'
            """;
        await using var command = new NpgsqlCommand(sql, connection).With(waiter);
        return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private async ValueTask<bool> EndsWithinAsync(Task waiting, TimeSpan patience, CancellationToken cancel)
    {
        if (waiting.IsCompleted) return true;
        using var delayed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var first = await Task.WhenAny(waiting, Task.Delay(patience, time, delayed.Token)).ConfigureAwait(false);
        await delayed.CancelAsync().ConfigureAwait(false);
        return first == waiting || cancel.IsCancellationRequested; // a cancelled wait ends by itself
    }
}
