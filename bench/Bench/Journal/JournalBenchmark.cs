using System.Diagnostics;
using System.Globalization;
using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.Journal;

/// <summary>The way of a command to the disk: event-sourced actors, codec and journal, against SQLite and the disk alone.</summary>
internal sealed class JournalBenchmark : IBenchmark
{
    private const int Rate = 1000;
    private const int Streams = 64;
    private const int ReplayedGates = 20;
    private const int ReplayedEach = 5000;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    private int files;

    /// <inheritdoc/>
    public string Name => "journal";

    /// <inheritdoc/>
    public string Summary => "Acknowledged commands of event-sourced actors against SQLite and the disk alone, and replay.";

    /// <inheritdoc/>
    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        run.Note($"File system: {new DriveInfo(run.Folder).DriveFormat}. The baseline of acknowledged events has the groups that the subject had, in the same order.");
        foreach (var writers in (int[])[64, 256, 1000]) await AcknowledgeAsync(run, writers, cancel);
        await AnswerAsync(run, cancel);
        await ReplayAsync(run, cancel);
    }

    private async Task AcknowledgeAsync(BenchRun run, int writers, CancellationToken cancel)
    {
        var groups = new List<int>();
        var measure = new Measure($"acknowledged, {writers} writers", "events/s", Better.Higher, Goal: 0.85);
        await run.CompareAsync(
            measure,
            async _ =>
            {
                if (groups.Count == 0) await WriteAsync(run, writers, groups);
                return await Task.Run(() => RawSqlite.Run(NewFile(run), writers, groups), CancellationToken.None);
            },
            _ => WriteAsync(run, writers, groups),
            cancel);
        if (run.Wants(measure.Name))
            run.Note(string.Create(CultureInfo.InvariantCulture, $"{measure.Name}: groups of {Medians.Quantile(groups.Select(g => (double)g), 0.5)} (median) and {groups.Average():0} (mean) commands."));
    }

    // Everyone sends, waits for the answer, and sends again.
    private async Task<double> WriteAsync(BenchRun run, int writers, List<int> groups)
    {
        groups.Clear();
        await using var gates = await Gates.OpenAsync(NewFile(run), writers, groups.Add);
        var start = Stopwatch.GetTimestamp();
        var passed = await Task.WhenAll(Enumerable.Range(0, writers).Select(gate => Task.Run(async () =>
        {
            long count = 0;
            for (; Stopwatch.GetElapsedTime(start) < Span; count++) await gates.PassAsync(gate);
            return count;
        })));
        return passed.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task AnswerAsync(BenchRun run, CancellationToken cancel)
    {
        var syncs = new List<double>();
        var answers = new List<double>();
        var disk = new Measure("answer at 1,000/s, p99", "ms", Better.Lower, Goal: 1 / 3.0);
        await run.CompareAsync(
            disk,
            async _ =>
            {
                var times = await Task.Run(() => DiskSync.Measure(NewFile(run), Rate), CancellationToken.None);
                syncs.Add(Medians.Median(times));
                return Medians.Quantile(times, 0.99);
            },
            _ => AnswersAsync(run, answers),
            cancel);
        if (syncs.Count > 0)
            run.Note(string.Create(CultureInfo.InvariantCulture, $"{disk.Name}: open loop, timed from when each was due, against the p99 of a page and fdatasync in the same folder. Medians: {Medians.Median(answers):0.00} ms and {Medians.Median(syncs):0.00} ms."));

        await run.CompareAsync(
            new Measure("answer at 1,000/s, p99, against SQLite", "ms", Better.Lower),
            async _ => Medians.Quantile((await Task.Run(() => RawSqlite.RunPaced(NewFile(run), Streams, Rate, 5 * Rate), CancellationToken.None))[Rate..], 0.99),
            _ => AnswersAsync(run, answers),
            cancel);
    }

    // The p99 after a second of warming up.
    private async Task<double> AnswersAsync(BenchRun run, List<double> medians)
    {
        await using var gates = await Gates.OpenAsync(NewFile(run), Streams);
        await OpenLoop.RunAsync(gates, Rate, Rate);
        var times = await OpenLoop.RunAsync(gates, Rate, 4 * Rate);
        medians.Add(Medians.Median(times));
        return Medians.Quantile(times, 0.99);
    }

    private async Task ReplayAsync(BenchRun run, CancellationToken cancel)
    {
        var measure = new Measure("replay", "events/s", Better.Higher, Goal: 1);
        if (!run.Wants(measure.Name)) return;
        var file = NewFile(run);
        await using (var gates = await Gates.OpenAsync(file, ReplayedGates))
        {
            for (var i = 0; i < ReplayedEach; i += 50)
                await Task.WhenAll(Enumerable.Range(0, ReplayedGates * 50).Select(pass => gates.PassAsync(pass % ReplayedGates)));
        }

        await run.AgainstAsync(
            measure,
            200_000,
            async _ =>
            {
                await using var gates = await Gates.OpenAsync(file, ReplayedGates);
                if (await gates.CountOfAsync(0) != ReplayedEach) throw new InvalidOperationException("A gate has not counted all.");
                return ReplayedGates * ReplayedEach / gates.Loading.TotalSeconds;
            },
            cancel);
        run.Note($"replay: {ReplayedGates} entities of {ReplayedEach} events each, without snapshots, from starting them to the last answer.");
    }

    private string NewFile(BenchRun run) => Path.Combine(run.Folder, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref files)}.db"));
}
