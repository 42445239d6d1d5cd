using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fresnel.Entities.Persistence;

/// <summary>The tables of a store in a SQLite file.</summary>
internal static class SqliteTables
{
    private const int Version = 1;
    private const string ShardsKey = "shards";

    /// <summary>Makes what is missing, checks the rest, and reads the facts.</summary>
    public static EntityStoreFacts Prepare(EntityStoreOptions options, SqliteConnection connection)
    {
        if (connection.Query("PRAGMA journal_mode") is not "wal")
            throw EntityStoreProblems.NoLog(options);
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute(
            $"""
            CREATE TABLE IF NOT EXISTS {EntityTableNames.Facts}(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS {EntityTableNames.History}(id TEXT NOT NULL);
            {Journal(options.Journal())}
            {Snapshot(options.Snapshot())}
            {Journal(EntityTableNames.ShardingJournal)}
            {Snapshot(EntityTableNames.ShardingSnapshot)}
            """);
        CheckVersion(options, connection);
        CheckKey(options, connection, options.Journal());
        CheckKey(options, connection, EntityTableNames.ShardingJournal);
        connection.Execute($"INSERT INTO {EntityTableNames.Facts} VALUES ($1, $2) ON CONFLICT DO NOTHING", ShardsKey, Text(options.Shards));
        connection.Execute(
            $"INSERT INTO {EntityTableNames.History} SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM {EntityTableNames.History})",
            Text(Guid.CreateVersion7()));
        var facts = new EntityStoreFacts(
            Guid.Parse((string)connection.Query($"SELECT id FROM {EntityTableNames.History}")!),
            ReadFact(connection, ShardsKey));
        transaction.Commit();
        return facts;
    }

    /// <summary>Gives the store another history.</summary>
    public static Guid RenewHistory(SqliteConnection connection)
    {
        var next = Guid.CreateVersion7();
        connection.Execute($"UPDATE {EntityTableNames.History} SET id = $1", Text(next));
        return next;
    }

    // The columns are those of the plugin, under the type names by which it reads them back. Its other indexes serve nothing of ours.
    // AUTOINCREMENT: no position is ever given twice.
    private static string Journal(string table) =>
        $"""
        CREATE TABLE IF NOT EXISTS {table}(
            ordering        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            created         INTEGER NOT NULL,
            deleted         Bit NOT NULL,
            persistence_id  NVarChar(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            message         VarBinary NOT NULL,
            tags            NVarChar(100),
            manifest        NVarChar(500),
            identifier      INTEGER,
            writer_uuid     NVarChar(128));
        CREATE UNIQUE INDEX IF NOT EXISTS {table}_uq ON {table}(persistence_id, sequence_number);
        """;

    private static string Snapshot(string table) =>
        $"""
        CREATE TABLE IF NOT EXISTS {table}(
            persistence_id  NVarChar(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            created         INTEGER NOT NULL,
            snapshot        VarBinary,
            manifest        NVarChar(500),
            serializer_id   INTEGER,
            PRIMARY KEY(persistence_id, sequence_number));
        """;

    private static void CheckVersion(EntityStoreOptions options, SqliteConnection connection)
    {
        var key = $"schema.{options.TablePrefix}";
        connection.Execute($"INSERT INTO {EntityTableNames.Facts} VALUES ($1, $2) ON CONFLICT DO NOTHING", key, Text(Version));
        var found = ReadFact(connection, key);
        if (found > Version) throw EntityStoreProblems.Newer(options, found, Version);
    }

    // The fence against two owners of one entity stands on this key.
    private static void CheckKey(EntityStoreOptions options, SqliteConnection connection, string table)
    {
        const string Sql =
            """
            SELECT count(*) FROM pragma_index_list($1) l
            WHERE l."unique" AND NOT l.partial
              AND (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY name))
                = 'persistence_id,sequence_number'
            """;
        if (connection.Query(Sql, table) is not > 0L) throw EntityStoreProblems.NoKey(options, table);
    }

    private static int ReadFact(SqliteConnection connection, string key) => int.Parse(
        (string)connection.Query($"SELECT value FROM {EntityTableNames.Facts} WHERE key = $1", key)!, CultureInfo.InvariantCulture);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
