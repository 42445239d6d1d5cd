using Fresnel.Entities.Persistence;
using Microsoft.Data.Sqlite;

namespace Fresnel.Reading.Tests.Support;

internal sealed class SqliteTestStore : TestStore
{
    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-reading-").FullName;

    public SqliteTestStore() => Options = EntityStoreOptions.ForSqlite(Path.Combine(folder, "entities.db"));

    public override EntityStoreOptions Options { get; }

    public string Folder => folder;

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Options.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 30000";
        command.ExecuteNonQuery();
        return connection;
    }

    public override Task InsertAsync(params IReadOnlyList<JournalRow> rows)
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var row in rows) Insert(connection, row);
        transaction.Commit();
        return Task.CompletedTask;
    }

    public override async Task InsertSlowlyAsync(JournalRow early, JournalRow late, TimeSpan held)
    {
        await using var connection = Connect();
        await using var transaction = connection.BeginTransaction(deferred: false);
        Insert(connection, early);
        await Task.Delay(held);
        Insert(connection, late);
        await transaction.CommitAsync();
    }

    public override Task MakeHoleAsync()
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(deferred: false);
        Insert(connection, JournalRow.Event("counter/hole", 1));
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM entity_journal WHERE persistence_id = 'counter/hole'";
        command.ExecuteNonQuery();
        transaction.Commit();
        return Task.CompletedTask;
    }

    public override Task InsertManyAsync(int count) => ExecuteAsync(FormattableString.Invariant(
        $$$"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {{{count - 1}}})
        INSERT INTO entity_journal(
            ordering, created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        SELECT i + i / 1000 + 1, 0, 0, 'counter/c' || (i % 100), i / 100 + 1,
            CAST('{"amount":' || i || ',"_":{"at":"2026-03-01T12:00:00+00:00","activation":1}}' AS BLOB),
            '', 'counter.added/1', 7301, 'w' FROM n
        """));

    public override Task<object?> ExecuteAsync(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Task.FromResult(command.ExecuteScalar());
    }

    public override bool IsDuplicate(Exception failure) => failure is SqliteException { SqliteExtendedErrorCode: 2067 };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    public static void Insert(SqliteConnection connection, JournalRow row)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO entity_journal(created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            VALUES (0, 0, $id, $seq, $message, '', $manifest, $identifier, 'w')
            """;
        command.Parameters.AddWithValue("$id", row.PersistenceId);
        command.Parameters.AddWithValue("$seq", row.Seq);
        command.Parameters.AddWithValue("$message", row.Message);
        command.Parameters.AddWithValue("$manifest", row.Manifest);
        command.Parameters.AddWithValue("$identifier", row.Identifier);
        command.ExecuteNonQuery();
    }
}
