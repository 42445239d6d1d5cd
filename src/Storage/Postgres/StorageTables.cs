using System.Globalization;
using Npgsql;

namespace Fresnel.Storage.Postgres;

/// <summary>The tables of a cluster's database that hold observations and credentials. Times are 100 ns since 1970, UTC.</summary>
public static class StorageTables
{
    // Several nodes that start at once make the tables one after the other.
    private const long PreparingLock = 0x4672_6573_6e65_6c03;

    /// <summary>The statements that lead from version n to n + 1; their count is the newest version.</summary>
    internal static IReadOnlyList<string> Steps { get; } =
    [
        // Observations: a row a frame, a table a day, so that what is too old is dropped and not deleted.
        // IF NOT EXISTS: a database of an earlier build has these tables, and does not say their version.
        """
        CREATE TABLE IF NOT EXISTS observed_entity(
            number int NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id     text COLLATE "C" NOT NULL UNIQUE);
        -- When each epoch first saw something: from then on it supersedes the earlier ones.
        CREATE TABLE IF NOT EXISTS observation_epoch(
            entity   int NOT NULL,
            epoch    bigint NOT NULL,
            first_at bigint NOT NULL,
            PRIMARY KEY(entity, epoch)) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS observation_mark(
            entity int NOT NULL PRIMARY KEY,
            epoch  bigint NOT NULL,
            at     bigint NOT NULL) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS observation(
            entity      int NOT NULL,
            at          bigint NOT NULL,
            epoch       bigint NOT NULL,
            frame       bigint NOT NULL,
            stream_time bigint NOT NULL,
            objects     bytea NOT NULL,
            PRIMARY KEY(entity, at, epoch, frame)) PARTITION BY RANGE (at);
        CREATE TABLE IF NOT EXISTS credential(
            key    text NOT NULL PRIMARY KEY,
            secret text NOT NULL);
        REVOKE ALL ON credential FROM PUBLIC;
        """,
    ];

    /// <summary>Makes the tables, or brings them to this build's version. Several nodes may do it at once.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels; nothing is changed then.</param>
    /// <exception cref="StoreSchemaException">The tables are of a newer build, or not Fresnel's.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached now.</exception>
    public static async Task PrepareAsync(ClusterDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await database.RunAsync((connection, cancel) => PrepareAsync(database, connection, cancel), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> PrepareAsync(ClusterDatabase database, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await FindVersionAsync(database, connection, cancel).ConfigureAwait(false) == Steps.Count) return true;
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, Invariant($"SET LOCAL statement_timeout = '60s'; SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock({PreparingLock})"), cancel)
            .ConfigureAwait(false);
        var version = await FindVersionAsync(database, connection, cancel).ConfigureAwait(false); // another node may have been first
        if (version == 0) await ExecuteAsync(connection, "CREATE TABLE storage_schema(version int NOT NULL); INSERT INTO storage_schema VALUES (0)", cancel).ConfigureAwait(false);
        for (var step = version; step < Steps.Count; step++) await ExecuteAsync(connection, Steps[step], cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, Invariant($"UPDATE storage_schema SET version = {Steps.Count}"), cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<int> FindVersionAsync(ClusterDatabase database, NpgsqlConnection connection, CancellationToken cancel)
    {
        // Read from the catalog's table: a lookup by name is remembered for the whole transaction, while another node makes it.
        const string exists = "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'storage_schema' AND relkind = 'r' AND pg_table_is_visible(oid))";
        if (await ReadAsync(connection, exists, cancel).ConfigureAwait(false) is not true) return 0;
        var version = (int)(await ReadAsync(connection, "SELECT version FROM storage_schema", cancel).ConfigureAwait(false) ?? 0);
        return version <= Steps.Count
            ? version
            : throw new StoreSchemaException(
                $"The tables of observations in {database.Address} have version {version} and this build knows versions up to {Steps.Count}: use a newer build.");
    }

    private static async ValueTask<object?> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false);
    }

    private static async ValueTask ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
