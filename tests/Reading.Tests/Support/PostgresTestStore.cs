using Fresnel.Entities.Persistence;
using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Reading.Tests.Support;

internal sealed class PostgresTestStore : TestStore
{
    private readonly PostgresServer server;
    private readonly string address;

    private PostgresTestStore(PostgresServer server, string address)
    {
        this.server = server;
        this.address = address;
        Options = EntityStoreOptions.ForPostgres(ConnectionStringOf(new Uri(address)));
    }

    public override EntityStoreOptions Options { get; }

    public static async Task<PostgresTestStore> CreateAsync(PostgresServer server) => new(server, await server.CreateDatabaseAsync());

    public static string ConnectionStringOf(Uri address)
    {
        var user = address.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Username = user[0],
            Password = user[1],
            Database = address.AbsolutePath[1..],
        }.ConnectionString;
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(Options.ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public override async Task InsertAsync(params IReadOnlyList<JournalRow> rows)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var row in rows) await InsertAsync(connection, row);
        await transaction.CommitAsync();
    }

    public override async Task InsertSlowlyAsync(JournalRow early, JournalRow late, TimeSpan held)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertAsync(connection, early);
        await Task.Delay(held);
        await InsertAsync(connection, late);
        await transaction.CommitAsync();
    }

    public override async Task MakeHoleAsync()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertAsync(connection, JournalRow.Event("counter/hole", 1));
        await transaction.RollbackAsync();
    }

    public override Task InsertManyAsync(int count) => ExecuteAsync(FormattableString.Invariant(
        $$$"""
        INSERT INTO entity_journal(
            ordering, created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        OVERRIDING SYSTEM VALUE
        SELECT i + i / 1000 + 1, 0, false, 'counter/c' || (i % 100), i / 100 + 1,
            convert_to('{"amount":' || i || ',"_":{"at":"2026-03-01T12:00:00+00:00","activation":1}}', 'UTF8'),
            '', 'counter.added/1', 7301, 'w'
        FROM generate_series(0, {{{count - 1}}}) i;
        SELECT setval(pg_get_serial_sequence('entity_journal', 'ordering'), (SELECT max(ordering) FROM entity_journal));
        """));

    public override async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public override bool IsDuplicate(Exception failure) => failure is PostgresException { SqlState: "23505" };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DropDatabaseAsync(address);
    }

    public static async Task InsertAsync(NpgsqlConnection connection, JournalRow row)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO entity_journal(created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            VALUES (0, false, $1, $2, $3, '', $4, $5, 'w')
            """,
            connection);
        foreach (var value in new object[] { row.PersistenceId, row.Seq, row.Message, row.Manifest, row.Identifier })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
