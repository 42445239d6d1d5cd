using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Fresnel.Engine.Writers;

/// <summary>
/// Writers to a PostgreSQL journal, past the engine, whose transactions last a while, overlap, and are sometimes rolled back.
/// </summary>
/// <param name="connectionString">The database; its tables are there.</param>
internal sealed class SlowWriters(string connectionString)
{
    private const int RollBackOneOf = 5;
    private const int LongestMs = 1500;

    private readonly ConcurrentBag<long> committed = [];

    /// <summary>The places in the journal's order that were committed.</summary>
    public IReadOnlyCollection<long> Committed => committed;

    /// <summary>Writes until it is stopped; transactions that were begun are ended.</summary>
    public Task RunAsync(int writers, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, writers).Select(writer => WriteAsync(writer, stop)));

    private async Task WriteAsync(int writer, CancellationToken stop)
    {
        var random = new Random(writer);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        for (var sequence = 1; !stop.IsCancellationRequested;)
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            var place = await InsertAsync(connection, writer, sequence);
            await Task.Delay(random.Next(LongestMs), CancellationToken.None);
            if (random.Next(RollBackOneOf) == 0)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                continue;
            }

            await transaction.CommitAsync(CancellationToken.None);
            committed.Add(place);
            sequence++;
        }
    }

    private static async Task<long> InsertAsync(NpgsqlConnection connection, int writer, int sequence)
    {
        const string sql =
            """
            INSERT INTO entity_journal(created, deleted, persistence_id, sequence_number, manifest, identifier, writer_uuid, message)
            VALUES (0, false, $1, $2, 'counter.added/1', 7301, 'slow',
                convert_to('{"n":1,"_":{"at":"2026-11-26T12:00:00Z","activation":1}}', 'UTF8'))
            RETURNING ordering
            """;
        await using var insert = new NpgsqlCommand(sql, connection);
        insert.Parameters.Add(new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"counter/slow{writer}") });
        insert.Parameters.Add(new NpgsqlParameter { Value = (long)sequence });
        return (long)(await insert.ExecuteScalarAsync())!;
    }
}
