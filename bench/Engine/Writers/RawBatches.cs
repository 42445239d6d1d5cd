using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Fresnel.Engine.Writers;

/// <summary>The baseline: rows of like size with the journal's key, inserted in batches from a plain loop over one connection.</summary>
internal static class RawBatches
{
    private const int RowBytes = 250;
    private const string Table = "raw_journal";

    /// <summary>Rows a second into PostgreSQL: one statement over arrays a batch, committed each time.</summary>
    public static async Task<double> RunPostgresAsync(
        string connectionString, int batch, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        const string create = $"""
            CREATE TABLE IF NOT EXISTS {Table}(
                ordering bigint GENERATED ALWAYS AS IDENTITY, id text, seq bigint, message bytea, PRIMARY KEY (id, seq))
            """;
        await using (var table = new NpgsqlCommand(create, connection)) await table.ExecuteNonQueryAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(
            $"INSERT INTO {Table}(id, seq, message) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])", connection);
        var (ids, payloads) = Rows(batch);
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ids });
        var numbers = new NpgsqlParameter<long[]>();
        insert.Parameters.Add(numbers);
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = payloads });
        var (start, seq, rows) = (Stopwatch.GetTimestamp(), 0L, 0L);
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            numbers.TypedValue = [.. Enumerable.Repeat(++seq, batch)];
            rows += await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        var perSecond = rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await using var drop = new NpgsqlCommand($"DROP TABLE {Table}", connection);
        await drop.ExecuteNonQueryAsync(cancellationToken);
        return perSecond;
    }

    /// <summary>Rows a second into a SQLite file with a write-ahead log and full synchronisation: one transaction a batch.</summary>
    public static double RunSqlite(string file, int batch, TimeSpan time)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        foreach (var sql in (string[])["PRAGMA journal_mode=wal", "PRAGMA synchronous=full",
            $"CREATE TABLE {Table}(ordering INTEGER PRIMARY KEY, id TEXT, seq INTEGER, message BLOB, UNIQUE(id, seq))"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        var (ids, payloads) = Rows(batch);
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {Table}(id, seq, message) VALUES ($1, $2, $3)";
        var (id, number) = (insert.Parameters.AddWithValue("$1", ""), insert.Parameters.AddWithValue("$2", 0L));
        insert.Parameters.AddWithValue("$3", payloads[0]);
        var (start, seq, rows) = (Stopwatch.GetTimestamp(), 0L, 0L);
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            number.Value = ++seq;
            foreach (var row in ids)
            {
                id.Value = row;
                rows += insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static (string[] Ids, byte[][] Payloads) Rows(int batch)
    {
        var payload = new byte[RowBytes];
        Random.Shared.NextBytes(payload);
        return ([.. Enumerable.Range(0, batch).Select(i => $"counter/w{i}")], [.. Enumerable.Repeat(payload, batch)]);
    }
}
