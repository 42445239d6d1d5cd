using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Fresnel.Bench.Measuring;
using Fresnel.Journal.Postgres;
using Fresnel.Kernel.EventSourcing;
using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.Bench.Clusters;

/// <summary>Events appended to the PostgreSQL journal by many writers, each of which waits for one append before the next.</summary>
internal static class AppendRows
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        var measures = ((int[])[64, 256, 1000])
            .Select(writers => (Writers: writers, Measure: new Measure(string.Create(CultureInfo.InvariantCulture, $"append, {writers} writers"), "events/s", Better.Higher, Goal: 0.8)))
            .Where(row => run.Wants(row.Measure.Name))
            .ToArray();
        if (measures.Length == 0) return;
        await using var server = await LocalPostgres.StartAsync(Path.Combine(run.Folder, "postgres"), ServerLifetime.WithStarter, cancel);
        foreach (var (writers, measure) in measures) await MeasureAsync(run, server, writers, measure, cancel);
        run.Note("append: the baseline writes the journal's rows (head, event, reply) with Npgsql in groups as large as the journal's were, each group three prepared statements over arrays in one round trip and one commit, over two connections as well.");
    }

    private static async Task MeasureAsync(BenchRun run, LocalPostgres server, int writers, Measure measure, CancellationToken cancel)
    {
        var groups = new List<int>();
        await run.CompareAsync(
            measure,
            async _ =>
            {
                if (groups.Count == 0) await WriteAsync(server, writers, groups);
                await using var database = await TemporaryDatabase.CreateAsync(server);
                return await RawPostgres.RunAsync(database.Database, writers, groups);
            },
            _ => WriteAsync(server, writers, groups),
            cancel);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{measure.Name}: groups of {Medians.Quantile(groups.Select(g => (double)g), 0.5)} (median) and {groups.Average():0} (mean) appends."));
    }

    // Everyone appends, waits until it is on disk, and appends again.
    private static async Task<double> WriteAsync(LocalPostgres server, int writers, List<int> groups)
    {
        await using var database = await TemporaryDatabase.CreateAsync(server);
        await using var journal = await PostgresJournal.OpenAsync(database.Database, null, TimeProvider.System, default);
        var all = Enumerable.Range(0, journal.ShardCount).ToArray();
        var batons = await journal.AdvanceBatonsAsync(all, default);
        foreach (var shard in all) await journal.ClaimAsync(shard, batons[shard], "bench", default);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => AppendAsync(journal, writer, 0)));
        var committed = new ConcurrentQueue<int>();
        journal.OnCommit = committed.Enqueue;
        var start = Stopwatch.GetTimestamp();
        var appended = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            long count = 0;
            for (; Stopwatch.GetElapsedTime(start) < Span; count++) await AppendAsync(journal, writer, count + 1);
            return count;
        })));
        var rate = appended.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        groups.Clear();
        groups.AddRange(committed);
        return rate;
    }

    private static async Task AppendAsync(PostgresJournal journal, int writer, long seq)
    {
        var append = new Append
        {
            Stream = new StreamKey("gate", AppendedRow.Id(writer)),
            Shard = writer % journal.ShardCount,
            Epoch = 1,
            ExpectedSeq = seq,
            AppendId = Guid.NewGuid(),
            Events = [new EncodedMessage(AppendedRow.Type, 1, AppendedRow.Event)],
            Meta = AppendedRow.Meta,
            At = AppendedRow.At,
            CommandId = Guid.NewGuid().ToString("N"),
            Reply = new EncodedMessage(AppendedRow.ReplyType, 1, AppendedRow.Reply),
        };
        var outcome = await journal.AppendAsync(append, default);
        if (outcome is not AppendOutcome.Accepted) throw new InvalidOperationException($"An append ended as {outcome}.");
    }
}
