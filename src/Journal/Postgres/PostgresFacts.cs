using System.Globalization;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Journal.Postgres;

/// <summary>What a cluster's database records about its cluster. Read once the tables are of this build's version.</summary>
/// <param name="Shards">The number of shards, fixed for good.</param>
/// <param name="DataEpoch">Names the history that cursors point into; a restore from a backup changes it.</param>
internal sealed record PostgresFacts(int Shards, Guid DataEpoch)
{
    private const string DataEpochKey = "data-epoch";
    private const string ShardsKey = "shards";
    private const string VersionKey = "schema";

    // Ours alone in this database: several nodes that start at once prepare it one after the other.
    private const long PreparingLock = 0x4672_6573_6e65_6c01;

    /// <summary>Makes the tables, or brings them to this build's version, and reads the facts.</summary>
    /// <param name="database">The database.</param>
    /// <param name="shards">The number of shards asked for; null for the recorded one.</param>
    /// <param name="otherwise">The number of shards of a new journal where none is asked for.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed then.</param>
    /// <exception cref="StoreSchemaException">It is of a newer build, not ours, or has another number of shards.</exception>
    public static async ValueTask<PostgresFacts> PrepareAsync(ClusterDatabase database, int? shards, int otherwise, CancellationToken cancellationToken)
    {
        var facts = await database.RunAsync((connection, cancel) => PrepareAsync(database, connection, shards ?? otherwise, cancel), cancellationToken).ConfigureAwait(false);
        return shards is null || shards == facts.Shards
            ? facts
            : throw new StoreSchemaException($"The journal {database.Address} was created with {facts.Shards} shards and {shards} were asked for: the number is fixed when a cluster is created.");
    }

    /// <summary>Declares the journal to be another history than before: every earlier cursor is void.</summary>
    public static async ValueTask<Guid> ChangeDataEpochAsync(ClusterDatabase database, CancellationToken cancellationToken)
    {
        var next = Guid.CreateVersion7();
        await database.RunAsync(async (connection, cancel) => await SetAsync(connection, DataEpochKey, next.ToString(), cancel).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return next;
    }

    private static async ValueTask<PostgresFacts> PrepareAsync(ClusterDatabase database, NpgsqlConnection connection, int shards, CancellationToken cancel)
    {
        if (await FindVersionAsync(database, connection, cancel).ConfigureAwait(false) != PostgresSchema.Steps.Count)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await ExecuteAsync(connection, "SET LOCAL statement_timeout = '60s'; SET LOCAL lock_timeout = '60s'; SET LOCAL idle_in_transaction_session_timeout = '60s'", cancel).ConfigureAwait(false);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({PreparingLock})"), cancel).ConfigureAwait(false);
            var version = await FindVersionAsync(database, connection, cancel).ConfigureAwait(false); // another node may have been first
            for (var step = version; step < PostgresSchema.Steps.Count; step++) await ExecuteAsync(connection, PostgresSchema.Steps[step], cancel).ConfigureAwait(false);
            if (version == 0) await SeedAsync(connection, shards, cancel).ConfigureAwait(false);
            await SetAsync(connection, VersionKey, PostgresSchema.Steps.Count.ToString(CultureInfo.InvariantCulture), cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }

        await AdoptAsync(connection, cancel).ConfigureAwait(false);
        return new PostgresFacts(
            int.Parse(await ReadAsync(database, connection, ShardsKey, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture),
            Guid.Parse(await ReadAsync(database, connection, DataEpochKey, cancel).ConfigureAwait(false)));
    }

    // Events from a dump of another server name transactions that are still to come here: they would never be read.
    private static async ValueTask AdoptAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string foreign = "SELECT coalesce((SELECT xid FROM event ORDER BY xid DESC, position DESC LIMIT 1) >= pg_snapshot_xmax(pg_current_snapshot()), false)";
        if (!await IsTrueAsync(connection, foreign, cancel).ConfigureAwait(false)) return;
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({PreparingLock})"), cancel).ConfigureAwait(false);
        if (await IsTrueAsync(connection, foreign, cancel).ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "UPDATE event SET xid = '1'", cancel).ConfigureAwait(false);
            await SetAsync(connection, DataEpochKey, Guid.CreateVersion7().ToString(), cancel).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static async ValueTask<int> FindVersionAsync(ClusterDatabase database, NpgsqlConnection connection, CancellationToken cancel)
    {
        // Read from the catalog's table: a lookup by name is remembered for the whole transaction, while another node makes it.
        const string exists = "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'cluster' AND relkind = 'r' AND pg_table_is_visible(oid))";
        if (!await IsTrueAsync(connection, exists, cancel).ConfigureAwait(false)) return 0;
        var version = int.Parse(await ReadAsync(database, connection, VersionKey, cancel).ConfigureAwait(false), CultureInfo.InvariantCulture);
        return version <= PostgresSchema.Steps.Count
            ? version
            : throw new StoreSchemaException($"The journal {database.Address} has schema version {version} and this build knows versions up to {PostgresSchema.Steps.Count}: use a newer build.");
    }

    private static async ValueTask SeedAsync(NpgsqlConnection connection, int shards, CancellationToken cancel)
    {
        await SetAsync(connection, ShardsKey, shards.ToString(CultureInfo.InvariantCulture), cancel).ConfigureAwait(false);
        await SetAsync(connection, DataEpochKey, Guid.CreateVersion7().ToString(), cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO shard(number, epoch, baton) SELECT generate_series(0, {shards - 1}), 0, 0"), cancel).ConfigureAwait(false);
    }

    private static async ValueTask<string> ReadAsync(ClusterDatabase database, NpgsqlConnection connection, string key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT value FROM cluster WHERE key = $1", connection).With(key);
        return (string?)await command.ExecuteScalarAsync(cancel).ConfigureAwait(false)
            ?? throw new StoreSchemaException($"The journal {database.Address} does not say its '{key}'.");
    }

    private static async ValueTask<bool> SetAsync(NpgsqlConnection connection, string key, string value, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("INSERT INTO cluster(key, value) VALUES ($1, $2) ON CONFLICT(key) DO UPDATE SET value = excluded.value", connection).With(key).With(value);
        return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
    }

    private static async ValueTask<bool> IsTrueAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    private static async ValueTask ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
