using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Fresnel.Engine.Audit;

/// <summary>Reads the tables of an engine's store as they are, past all of its code. Nothing may write meanwhile.</summary>
/// <param name="open">Opens a connection.</param>
internal sealed class JournalStore(Func<DbConnection> open)
{
    private const string JournalSql = """
        SELECT ordering, persistence_id, sequence_number, manifest, identifier, message
        FROM entity_journal WHERE NOT deleted ORDER BY ordering
        """;

    private const string SnapshotSql = "SELECT persistence_id, sequence_number, manifest, snapshot FROM entity_snapshot";

    /// <summary>The store of a PostgreSQL database.</summary>
    public static JournalStore OfPostgres(string connectionString) =>
        new(() => new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString));

    /// <summary>The store of a SQLite file.</summary>
    public static JournalStore OfSqlite(string file) =>
        new(() => new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString));

    /// <summary>The journal, in the order of writing.</summary>
    public Task<IReadOnlyList<JournalRow>> ReadJournalAsync(CancellationToken cancellationToken) => ReadAsync(
        JournalSql,
        row => new JournalRow(
            row.GetInt64(0),
            row.GetString(1),
            row.GetInt64(2),
            row.IsDBNull(3) ? "" : row.GetString(3),
            row.IsDBNull(4) ? 0 : row.GetInt32(4),
            row.GetFieldValue<byte[]>(5)),
        cancellationToken);

    /// <summary>The snapshots.</summary>
    public Task<IReadOnlyList<SnapshotRow>> ReadSnapshotsAsync(CancellationToken cancellationToken) => ReadAsync(
        SnapshotSql,
        row => new SnapshotRow(row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? "" : row.GetString(2), row.GetFieldValue<byte[]>(3)),
        cancellationToken);

    /// <summary>How many rows the journal has.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("SELECT count(*) FROM entity_journal", row => row.GetInt64(0), cancellationToken))[0];

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var connection = open();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}
