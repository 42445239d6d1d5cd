using Fresnel.Engine.Driver.Database;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;
using Fresnel.Engine.Writers;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Engine.Scenarios;

/// <summary>
/// The event stream: how soon it begins on a large journal with holes, and whether it skips anything beside slow transactions.
/// </summary>
internal sealed class EventStreamScenario : IScenario
{
    private const int Events = 100_000;
    private const int Writers = 8;
    private const double FirstWithin = 3;
    private static readonly TimeSpan Written = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public string Name => "event-stream";

    /// <inheritdoc />
    public string Summary => "the event stream on a journal of 100,000 events with holes, and beside 8 writers with slow transactions";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await StartAsync(run, cancellationToken);
        await FollowAsync(run, cancellationToken);
    }

    private static async Task StartAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var (data, count) = (run.Folder.Folder("events"), run.Options.Entities ?? Events);
        var file = Path.Combine(data, HostOptions.JournalFile);
        await EntityTables.PrepareAsync(EntityStoreOptions.ForSqlite(file), cancellationToken);
        SampleEvents.Fill(file, count);
        await using var host = await EmbeddedHost.StartAsync(run, data, cancellationToken);
        var first = (await host.Connection.AskAsync(new HostRequest("", HostOperation.Events, Limit: 1), cancellationToken)).EventsRead;
        run.Report.AddTime("first event after the start of the process", (run.Clock.Now - host.StartedAt).TotalSeconds, FirstWithin);
        run.Report.AddCount("events in the first page asked for", first ?? 0, 1);
        var from = run.Clock.Now;
        var all = (await host.Connection.AskAsync(new HostRequest("", HostOperation.Events, Limit: count), cancellationToken)).EventsRead;
        run.Report.AddTime($"all {count} events read", (run.Clock.Now - from).TotalSeconds);
        run.Report.AddCount("events read", all ?? 0, count);
        run.Say($"{all} events were read");
        await host.StopAsync();
    }

    private static async Task FollowAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var database = await ClusterDatabase.StartAsync(run.Folder, cancellationToken);
        var store = EntityStoreOptions.ForPostgres(database.ConnectionString);
        var facts = await EntityTables.PrepareAsync(store, cancellationToken);
        await using var reading = await EntityReading.OpenAsync(
            store, facts, run.Clock.Time, NullLoggerFactory.Instance, cancellationToken);
        var writers = new SlowWriters(database.ConnectionString);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var seen = new List<long>();
        var following = ReadAsync(reading, seen, end.Token);
        stop.CancelAfter(run.Options.Lasts ?? Written);
        await writers.RunAsync(Writers, stop.Token);
        var from = run.Clock.Now;
        while (Count(seen) < writers.Committed.Count && run.Clock.Now - from < Limit) await Task.Delay(20, cancellationToken);
        run.Report.AddTime("the follower is at the end after the last commit", (run.Clock.Now - from).TotalSeconds);
        await end.CancelAsync();
        await following;
        run.Report.Add($"events of {Writers} writers with slow transactions", $"{writers.Committed.Count}");
        run.Report.AddCount("of them skipped", writers.Committed.Except(seen).Count());
        run.Report.AddCount("seen twice, or never committed", seen.Count - seen.Distinct().Intersect(writers.Committed).Count());
        run.Say($"{seen.Count} events were followed");
    }

    private static async Task ReadAsync(EntityReading reading, List<long> seen, CancellationToken end)
    {
        try
        {
            await foreach (var found in reading.Follower.FollowAsync(reading.Events.Start, cancellationToken: end))
            {
                lock (seen) seen.Add(found.Cursor.Position);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the stream.
        }
    }

    private static int Count(List<long> seen)
    {
        lock (seen) return seen.Count;
    }
}
