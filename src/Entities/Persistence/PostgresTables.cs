using System.Globalization;
using Npgsql;

namespace Fresnel.Entities.Persistence;

/// <summary>The tables of a store in a PostgreSQL database.</summary>
internal static class PostgresTables
{
    private const int Version = 1;
    private const int OldestServer = 13; // transaction ids of 64 bits
    private const string ShardsKey = "shards";
    private const string SystemKey = "system";

    // Ours alone in this database: processes that start at once prepare it one after the other.
    private const long PreparingLock = 0x4672_6573_6e65_6c02;

    /// <summary>Makes what is missing, checks the rest, and reads the facts.</summary>
    public static async ValueTask<EntityStoreFacts> PrepareAsync(
        EntityStoreOptions options, NpgsqlConnection session, CancellationToken cancel)
    {
        if (session.PostgreSqlVersion.Major < OldestServer)
            throw EntityStoreProblems.TooOld(options, session.PostgreSqlVersion, OldestServer);
        var system = await FindSystemAsync(session, cancel).ConfigureAwait(false);
        if (!await IsPreparedAsync(options, session, system, cancel).ConfigureAwait(false))
            await ChangeAsync(options, session, system, cancel).ConfigureAwait(false);
        await CheckKeyAsync(options, session, options.Journal(), cancel).ConfigureAwait(false);
        await CheckKeyAsync(options, session, EntityTableNames.ShardingJournal, cancel).ConfigureAwait(false);
        return new EntityStoreFacts(
            (Guid)(await QueryAsync(session, $"SELECT id FROM {EntityTableNames.History}", cancel).ConfigureAwait(false))!,
            int.Parse((await FindFactAsync(session, ShardsKey, cancel).ConfigureAwait(false))!, CultureInfo.InvariantCulture));
    }

    /// <summary>Gives the store another history.</summary>
    public static async ValueTask<Guid> RenewHistoryAsync(NpgsqlConnection session, CancellationToken cancel)
    {
        var next = Guid.CreateVersion7();
        await using var command = new NpgsqlCommand($"UPDATE {EntityTableNames.History} SET id = $1", session).With(next);
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return next;
    }

    // Most starts find everything right and take no lock: what changes a table waits for all who use it, and all others wait behind.
    private static async ValueTask<bool> IsPreparedAsync(
        EntityStoreOptions options, NpgsqlConnection session, string? system, CancellationToken cancel)
    {
        if (!await ExistsAsync(session, EntityTableNames.Facts, cancel).ConfigureAwait(false)) return false;
        var text = await FindFactAsync(session, SchemaKey(options), cancel).ConfigureAwait(false);
        var found = text is null ? 0 : int.Parse(text, CultureInfo.InvariantCulture);
        if (found > Version) throw EntityStoreProblems.Newer(options, found, Version);
        return found == Version
            && (system is null || system == await FindFactAsync(session, SystemKey, cancel).ConfigureAwait(false))
            && !await IsForeignAsync(options, session, cancel).ConfigureAwait(false);
    }

    private static async ValueTask ChangeAsync(
        EntityStoreOptions options, NpgsqlConnection session, string? system, CancellationToken cancel)
    {
        await using var transaction = await session.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await RunAsync(
            session,
            FormattableString.Invariant(
                $"""
                SET LOCAL statement_timeout = 0;
                SET LOCAL lock_timeout = '60s';
                SET LOCAL idle_in_transaction_session_timeout = '60s';
                SELECT pg_advisory_xact_lock({PreparingLock});
                """),
            cancel).ConfigureAwait(false);
        if (!await IsPreparedAsync(options, session, system, cancel).ConfigureAwait(false)) // another process may have been first
        {
            await MakeAsync(options, session, cancel).ConfigureAwait(false);
            await AdoptAsync(options, session, system, cancel).ConfigureAwait(false);
            await SetFactAsync(session, SchemaKey(options), Text(Version), cancel).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static async ValueTask MakeAsync(EntityStoreOptions options, NpgsqlConnection session, CancellationToken cancel)
    {
        var journal = options.Journal();
        await RunAsync(
            session,
            $"""
            CREATE TABLE IF NOT EXISTS {EntityTableNames.Facts}(key text NOT NULL PRIMARY KEY, value text NOT NULL);
            CREATE TABLE IF NOT EXISTS {EntityTableNames.History}(id uuid NOT NULL);
            {Journal(journal, "xid xid8 NOT NULL DEFAULT pg_current_xact_id(),")}
            {Snapshot(options.Snapshot())}
            {Journal(EntityTableNames.ShardingJournal, "")}
            {Snapshot(EntityTableNames.ShardingSnapshot)}
            ALTER TABLE {journal} ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id();
            CREATE UNIQUE INDEX IF NOT EXISTS {journal}_order ON {journal}(xid, ordering);
            INSERT INTO {EntityTableNames.History} SELECT gen_random_uuid() WHERE NOT EXISTS (SELECT 1 FROM {EntityTableNames.History});
            INSERT INTO {EntityTableNames.Facts} VALUES ('{ShardsKey}', '{Text(options.Shards)}') ON CONFLICT DO NOTHING;
            """,
            cancel).ConfigureAwait(false);
    }

    // The columns are those of the plugin. Its other indexes serve nothing of ours: each would cost every event a write.
    private static string Journal(string table, string added) =>
        $"""
        CREATE TABLE IF NOT EXISTS {table}(
            ordering        bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            {added}
            created         bigint NOT NULL,
            deleted         boolean NOT NULL,
            persistence_id  text COLLATE "C" NOT NULL,
            sequence_number bigint NOT NULL,
            message         bytea NOT NULL,
            tags            text,
            manifest        text,
            identifier      int,
            writer_uuid     text,
            CONSTRAINT {table}_uq PRIMARY KEY (persistence_id, sequence_number));
        """;

    private static string Snapshot(string table) =>
        $"""
        CREATE TABLE IF NOT EXISTS {table}(
            persistence_id  text COLLATE "C" NOT NULL,
            sequence_number bigint NOT NULL,
            created         bigint NOT NULL,
            snapshot        bytea,
            manifest        text,
            serializer_id   int,
            PRIMARY KEY (persistence_id, sequence_number));
        """;

    // A dump that was loaded into another server is another history, and its rows may name transactions that are still to come
    // here: they would not be read until then.
    private static async ValueTask AdoptAsync(
        EntityStoreOptions options, NpgsqlConnection session, string? system, CancellationToken cancel)
    {
        var recorded = await FindFactAsync(session, SystemKey, cancel).ConfigureAwait(false);
        var foreign = await IsForeignAsync(options, session, cancel).ConfigureAwait(false);
        if (foreign) await RunAsync(session, $"UPDATE {options.Journal()} SET xid = '1'", cancel).ConfigureAwait(false);
        var moved = recorded is not null && system is not null && recorded != system;
        if (foreign || moved) await RenewHistoryAsync(session, cancel).ConfigureAwait(false);
        if (system is not null) await SetFactAsync(session, SystemKey, system, cancel).ConfigureAwait(false);
    }

    private static async ValueTask<bool> IsForeignAsync(EntityStoreOptions options, NpgsqlConnection session, CancellationToken cancel) =>
        await QueryAsync(
            session,
            $"""
            SELECT coalesce(
                (SELECT xid FROM {options.Journal()} ORDER BY xid DESC LIMIT 1) >= pg_snapshot_xmax(pg_current_snapshot()), false)
            """,
            cancel).ConfigureAwait(false) is true;

    // The fence against two owners of one entity stands on this key.
    private static async ValueTask CheckKeyAsync(
        EntityStoreOptions options, NpgsqlConnection session, string table, CancellationToken cancel)
    {
        var found = await QueryAsync(
            session,
            $"""
            SELECT count(*) FROM pg_index i
            WHERE i.indrelid = '{table}'::regclass AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND (SELECT array_agg(a.attname::text ORDER BY a.attname::text)
                   FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]))
                     = ARRAY['persistence_id', 'sequence_number']
            """,
            cancel).ConfigureAwait(false);
        if (found is not > 0L) throw EntityStoreProblems.NoKey(options, table);
    }

    // Names the server's data directory, also on its standbys; null where the user may not ask.
    private static async ValueTask<string?> FindSystemAsync(NpgsqlConnection session, CancellationToken cancel) =>
        await QueryAsync(session, "SELECT has_function_privilege('pg_control_system()', 'execute')", cancel).ConfigureAwait(false) is true
            ? Text((long)(await QueryAsync(session, "SELECT system_identifier FROM pg_control_system()", cancel).ConfigureAwait(false))!)
            : null;

    // Read from the catalog's table: a lookup by name is remembered for the whole transaction, while another process makes it.
    private static async ValueTask<bool> ExistsAsync(NpgsqlConnection session, string table, CancellationToken cancel) =>
        await QueryAsync(
            session,
            $"SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = '{table}' AND relkind = 'r' AND pg_table_is_visible(oid))",
            cancel).ConfigureAwait(false) is true;

    private static async ValueTask<string?> FindFactAsync(NpgsqlConnection session, string key, CancellationToken cancel) =>
        (string?)await QueryAsync(session, $"SELECT value FROM {EntityTableNames.Facts} WHERE key = '{key}'", cancel).ConfigureAwait(false);

    private static ValueTask SetFactAsync(NpgsqlConnection session, string key, string value, CancellationToken cancel) => RunAsync(
        session,
        $"INSERT INTO {EntityTableNames.Facts} VALUES ('{key}', '{value}') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        cancel);

    private static async ValueTask<object?> QueryAsync(NpgsqlConnection session, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }

    private static async ValueTask RunAsync(NpgsqlConnection session, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, session) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private static string SchemaKey(EntityStoreOptions options) => $"schema.{options.TablePrefix}";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
