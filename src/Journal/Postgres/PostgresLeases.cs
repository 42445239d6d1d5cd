using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Journal.Postgres;

/// <summary>Leases, by the server's clock.</summary>
internal sealed class PostgresLeases(ClusterDatabase database)
{
    private const string Columns = "holder, epoch, until, until > clock_timestamp()";

    public async ValueTask<LeaseRecord> TakeAsync(string name, string holder, TimeSpan length, CancellationToken cancellationToken)
    {
        const string take =
            $"""
            INSERT INTO lease AS l (name, holder, epoch, until) VALUES ($1, $2, 1, clock_timestamp() + $3)
            ON CONFLICT(name) DO UPDATE SET
                holder = excluded.holder, until = excluded.until, epoch = l.epoch + (l.holder <> excluded.holder)::int
            WHERE l.holder = excluded.holder OR l.until <= clock_timestamp()
            RETURNING {Columns}
            """;
        while (true)
        {
            var taken = await database.RunAsync((connection, cancel) => ReadAsync(new NpgsqlCommand(take, connection).With(name).With(holder).With(length), cancel), cancellationToken).ConfigureAwait(false);
            if ((taken ?? await FindAsync(name, cancellationToken).ConfigureAwait(false)) is { } lease) return lease;
        }
    }

    public ValueTask<bool> ReleaseAsync(string name, string holder, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                const string sql = "UPDATE lease SET until = clock_timestamp() WHERE name = $1 AND holder = $2 AND until > clock_timestamp()";
                await using var command = new NpgsqlCommand(sql, connection).With(name).With(holder);
                return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
            },
            cancellationToken);

    public ValueTask<LeaseRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.RunAsync((connection, cancel) => ReadAsync(new NpgsqlCommand($"SELECT {Columns} FROM lease WHERE name = $1", connection).With(name), cancel), cancellationToken);

    private static async ValueTask<LeaseRecord?> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            return await reader.ReadAsync(cancel).ConfigureAwait(false)
                ? new LeaseRecord(reader.GetString(0), reader.GetInt64(1), new DateTimeOffset(reader.GetDateTime(2)), reader.GetBoolean(3))
                : null;
        }
    }
}
