using System.Globalization;
using System.Text.Json;
using Fresnel.Engine.Commands;
using Fresnel.Engine.Driver.Database;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Writers;

namespace Fresnel.Engine.Scenarios;

/// <summary>Acknowledged commands a second on SQLite and PostgreSQL, beside raw batched inserts in the same run.</summary>
internal sealed class PersistenceScenario : IScenario
{
    private const int RawBatch = 64;
    private static readonly TimeSpan Raw = TimeSpan.FromSeconds(5);
    private static readonly (int Writers, double Sqlite, double Postgres)[] Goals = [(64, 1900, 7000), (256, 2200, 10_000)];
    private static readonly (int Batch, int Parallelism)[] Variations = [(10, 3), (100, 1), (100, 6), (400, 3)];

    private int runs;

    /// <inheritdoc />
    public string Name => "persistence";

    /// <inheritdoc />
    public string Summary =>
        "acknowledged commands a second of 64 and 256 writers beside raw batched inserts; batch sizes, parallelism, a forced conflict";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        run.Report.AddRate($"SQLite, raw batches of {RawBatch}", RawBatches.RunSqlite(run.Folder.File("raw.db"), RawBatch, Raw));
        foreach (var (writers, goal, _) in Goals)
            Add(run, $"SQLite, {writers} writers", await WriteAsync(run, null, writers, [], cancellationToken), goal);
        await using var database = await ClusterDatabase.StartAsync(run.Folder, cancellationToken);
        var way = database.ConnectionString;
        run.Report.AddRate(
            $"PostgreSQL, raw batches of {RawBatch}", await RawBatches.RunPostgresAsync(way, RawBatch, Raw, cancellationToken));
        foreach (var (writers, _, goal) in Goals)
            Add(run, $"PostgreSQL, {writers} writers", await WriteAsync(run, way, writers, [], cancellationToken), goal);
        foreach (var (batch, parallelism) in Variations)
        {
            string[] settings = ["--batch-size", Text(batch), "--parallelism", Text(parallelism)];
            var figures = await WriteAsync(run, way, 256, settings, cancellationToken);
            Add(run, $"PostgreSQL, 256 writers, batches of {batch}, {parallelism} at a time", figures, null);
        }

        await ConflictAsync(run, way, cancellationToken);
    }

    private static void Add(ScenarioRun run, string what, WriterFigures figures, double? goal)
    {
        run.Report.AddRate(what, figures.PerSecond, goal);
        var times = string.Create(CultureInfo.InvariantCulture, $"p50 {figures.P50Ms:0.0} ms, p99 {figures.P99Ms:0.0} ms");
        var failed = figures.Failed.Values.Sum();
        run.Report.Note(string.Create(CultureInfo.InvariantCulture, $"{what}: {times}, {figures.Cores:0.00} cores, {failed} failed"));
        run.Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {figures.PerSecond:0}/s"));
    }

    private async Task ConflictAsync(ScenarioRun run, string way, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var conflicts = ForcedConflict.RepeatAsync(way, WriterRun.Entity(0), stop.Token);
        var figures = await WriteAsync(run, way, 64, [], cancellationToken);
        await stop.CancelAsync();
        run.Report.Add("conflicts forced on one of 64 writers", Text(await conflicts));
        var others = figures.Failed.Where(failed => failed.Key != WriterRun.Entity(0).Name);
        run.Report.AddCount("commands of the other writers that failed", others.Sum(failed => failed.Value));
        Add(run, "PostgreSQL, 64 writers with conflicts", figures, null);
    }

    private async Task<WriterFigures> WriteAsync(
        ScenarioRun run, string? way, int writers, string[] settings, CancellationToken cancellationToken)
    {
        var log = run.Folder.File($"writers-{++runs}.log");
        string[] lasts = run.Options.Lasts is { } time ? ["--seconds", time.TotalSeconds.ToString(CultureInfo.InvariantCulture)] : [];
        var data = run.Folder.Folder($"writers-{runs}");
        string[] words = [.. run.Program.Words, WritersVerb.Name, "--data", data, "--writers", Text(writers), .. lasts, .. settings];
        var environment = new Dictionary<string, string>();
        if (way is not null) environment[HostOptions.DatabaseVariable] = way;
        using var process = await Spawner.StartAsync(words, log, environment);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        var last = (await File.ReadAllLinesAsync(log, cancellationToken)).LastOrDefault(line => line.StartsWith('{'));
        return process.ExitCode == 0 && last is not null
            ? JsonSerializer.Deserialize<WriterFigures>(last)!
            : throw new InvalidOperationException($"the writers ended with {process.ExitCode}: see {log}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
