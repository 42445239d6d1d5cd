using System.Globalization;
using Fresnel.Engine.Audit;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Engine.Reports;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Scenarios;

/// <summary>
/// 10,000 entities that need not run: how a process starts on them, lists them, and what memory it takes. Listing writes nothing.
/// </summary>
internal sealed class IdleEntitiesScenario : IScenario
{
    private const int Count = 10_000;
    private const int AtOnce = 256;
    private static readonly TimeSpan PutAway = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public string Name => "idle-entities";

    /// <inheritdoc />
    public string Summary => "10,000 entities that need not run: start, list, memory";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var (data, count) = (run.Folder.Folder("idle"), run.Options.Entities ?? Count);
        var store = JournalStore.OfSqlite(Path.Combine(data, Hosting.HostOptions.JournalFile));
        await using (var making = await EmbeddedHost.StartAsync(run, data, cancellationToken, "--passivate-after", "5"))
        {
            var from = run.Clock.Now;
            await MakeAsync(making, count, cancellationToken);
            run.Report.AddTime($"{count} entities made", (run.Clock.Now - from).TotalSeconds);
            run.Report.Add("resident memory with all of them in memory", Megabytes(await making.MeasureAsync(cancellationToken)));
            await ListAsync(run, making, count, cancellationToken);
            await Task.Delay(PutAway, run.Clock.Time, cancellationToken);
            run.Report.Add("resident memory once they are put away", Megabytes(await making.MeasureAsync(cancellationToken)));
            await making.StopAsync();
        }

        await using var host = await EmbeddedHost.StartAsync(run, data, cancellationToken);
        run.Report.AddTime("process started on them", host.ConnectedAfter.TotalSeconds);
        await SendAsync(host, count, 1, cancellationToken);
        run.Report.AddTime("first command acknowledged, after the start of the process", (run.Clock.Now - host.StartedAt).TotalSeconds);
        var before = await store.CountAsync(cancellationToken);
        var listed = await ListAsync(run, host, count, cancellationToken);
        run.Report.AddTime("listed", listed.TotalSeconds);
        run.Report.AddCount("rows written by listing", await store.CountAsync(cancellationToken) - before);
        run.Report.Add("resident memory after listing", Megabytes(await host.MeasureAsync(cancellationToken)));
        run.Say($"{count} entities were listed in {ScenarioReport.Seconds(listed.TotalSeconds)} s");
        await host.StopAsync();
    }

    private static async Task MakeAsync(EmbeddedHost host, int count, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (i, cancel) => await SendAsync(host, i, 0, cancel));
    }

    private static async Task SendAsync(EmbeddedHost host, int number, int command, CancellationToken cancellationToken)
    {
        var entity = new EntityId(CounterState.Kind, string.Create(CultureInfo.InvariantCulture, $"idle{number:00000}"));
        var id = string.Create(CultureInfo.InvariantCulture, $"{entity.Name}-{command}");
        var request = new HostRequest("", HostOperation.Send, entity, id, new CounterCommands.Add(1), 30_000);
        var response = await host.Connection.AskAsync(request, cancellationToken);
        if (response.Answer is not { Status: AnswerStatus.Accepted }) throw new InvalidOperationException($"{entity} answered {response}");
    }

    private static async Task<TimeSpan> ListAsync(ScenarioRun run, EmbeddedHost host, int least, CancellationToken cancellationToken)
    {
        while (true)
        {
            var from = run.Clock.Now;
            var response = await host.Connection.AskAsync(new HostRequest("", HostOperation.List), cancellationToken);
            if (response.Error is not null) throw new InvalidOperationException($"the list was answered {response.Error}");
            if (response.Entities!.Count >= least) return run.Clock.Now - from;
            await Task.Delay(TimeSpan.FromMilliseconds(100), run.Clock.Time, cancellationToken); // the projection is a moment behind
        }
    }

    private static string Megabytes(ProcessFigures figures) =>
        string.Create(CultureInfo.InvariantCulture, $"{figures.ResidentBytes / 1e6:0} MB");
}
