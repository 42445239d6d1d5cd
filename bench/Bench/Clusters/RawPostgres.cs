using System.Diagnostics;
using Fresnel.Journal.Postgres;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Bench.Clusters;

/// <summary>The baseline: the rows that an append writes, written by Npgsql from plain loops, in groups as large as the journal's were.</summary>
internal static class RawPostgres
{
    private const int Connections = 2;

    /// <summary>Writes as fast as it goes.</summary>
    /// <param name="database">An empty database.</param>
    /// <param name="entities">Over how many entities the events go, in turn.</param>
    /// <param name="groups">The sizes of the groups, in order.</param>
    /// <returns>Events a second.</returns>
    public static async Task<double> RunAsync(ClusterDatabase database, int entities, IReadOnlyList<int> groups)
    {
        await PrepareAsync(database, entities);
        var writers = new List<RawRows>();
        for (var i = 0; i < Connections; i++) writers.Add(await RawRows.OpenAsync(database, i, Connections, entities));
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(writers.Select(writer => Task.Run(async () =>
        {
            for (int group; (group = Interlocked.Increment(ref next)) < groups.Count;) await writer.WriteAsync(groups[group]);
        })));
        var rate = groups.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var writer in writers) await writer.DisposeAsync();
        return rate;
    }

    /// <summary>Makes the journal's tables, and heads of entities that have no events.</summary>
    public static async Task PrepareAsync(ClusterDatabase database, int entities)
    {
        await using var connection = await database.OpenWriterAsync(default);
        await using var tables = new NpgsqlCommand(string.Concat(PostgresSchema.Steps), connection);
        await tables.ExecuteNonQueryAsync();
        await using var heads = new NpgsqlCommand("INSERT INTO entity(kind, id, shard, seq, append_id) SELECT 'gate', to_char(n, 'FM0000'), 0, 0, gen_random_uuid() FROM generate_series(0, $1 - 1) n", connection).With(entities);
        await heads.ExecuteNonQueryAsync();
    }
}
