using System.Globalization;
using Fresnel.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace Fresnel.Bench.Journal;

/// <summary>The journal's tables in a file of Microsoft.Data.Sqlite, with the journal's settings, and the rows that an append writes.</summary>
internal sealed class RawTables : IDisposable
{
    // As large as what the journal writes for one command of the gate.
    private const string Event = """{"who":"someone","number":1234,"at":"2026-11-22T12:00:00.0000000+00:00"}""";
    private const string Meta = """{"causation":"0123456789abcdef0123456789abcdef"}""";
    private const string Reply = "{}";

    private readonly SqliteConnection connection;
    private readonly SqliteCommand head;
    private readonly SqliteCommand @event;
    private readonly SqliteCommand command;
    private readonly string[] ids;

    /// <summary>Makes the file.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <param name="entities">Over how many entities the events go, in turn.</param>
    public RawTables(string path, int entities)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -32768");
        foreach (var step in JournalSchema.Schema.Steps) Execute(connection, step);
        ids = [.. Enumerable.Range(0, entities).Select(i => Gates.Stream(i).Id)];
        foreach (var id in ids) Execute(connection, $"INSERT INTO entity(kind, id, shard, seq, append_id) VALUES ('gate', '{id}', 0, 0, x'00')");
        head = Prepare(connection, "UPDATE entity SET seq = $1, append_id = $2 WHERE kind = $3 AND id = $4 AND seq = $5");
        @event = Prepare(connection, "INSERT INTO event(shard, epoch, kind, id, seq, type, version, data, meta, checksum, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
        command = Prepare(connection, "INSERT INTO command(kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    }

    /// <summary>Events written.</summary>
    public long Written { get; private set; }

    /// <summary>Writes a group, and waits for the disk.</summary>
    public void Write(int size)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        for (var i = 0; i < size; i++, Written++)
        {
            var id = ids[Written % ids.Length];
            var seq = (Written / ids.Length) + 1;
            var append = Guid.NewGuid().ToByteArray();
            Run(head, transaction, seq, append, "gate", id, seq - 1);
            Run(@event, transaction, 0L, 1L, "gate", id, seq, "bench.passed", 1L, Event, Meta, Written * 7919, Written);
            Run(command, transaction, "gate", id, Guid.NewGuid().ToString("N"), append, seq, "done", 1L, Reply, Written * 104729, Written);
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        head.Dispose();
        @event.Dispose();
        command.Dispose();
        connection.Dispose();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; sql.Contains(string.Create(CultureInfo.InvariantCulture, $"${i}"), StringComparison.Ordinal); i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        return command;
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
