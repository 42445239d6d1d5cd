using System.Globalization;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Protocol;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Scenarios;

/// <summary>From the start of an embedded process to its first acknowledged command, and what it uses while it is idle.</summary>
internal sealed class ColdStartScenario : IScenario
{
    private const int Starts = 10;
    private const double FirstWithin = 2;
    private const double IdleShare = 0.03;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly EntityId Entity = new(CounterState.Kind, "first");

    /// <inheritdoc />
    public string Name => "cold-start";

    /// <inheritdoc />
    public string Summary => "an embedded process from its start to the first acknowledged command; its processor time while idle";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var data = run.Folder.Folder("cold");
        var (first, stops) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i <= (run.Options.Repeats ?? Starts); i++)
        {
            await using var host = await EmbeddedHost.StartAsync(run, data, cancellationToken);
            var id = string.Create(CultureInfo.InvariantCulture, $"first-{i}");
            var request = new HostRequest("", HostOperation.Send, Entity, id, new CounterCommands.Add(1), 30_000);
            var response = await host.Connection.AskAsync(request, cancellationToken);
            var took = run.Clock.Now - host.StartedAt;
            if (response.Answer is not { Status: AnswerStatus.Accepted })
                throw new InvalidOperationException($"the first command was answered {response}");
            if (i > 0) first.Add(took); // the first start makes the folder
            run.Say($"start {i}: connected after {host.ConnectedAfter.TotalSeconds:0.00} s, acknowledged after {took.TotalSeconds:0.00} s");
            if (i == (run.Options.Repeats ?? Starts)) await IdleAsync(run, host, cancellationToken);
            var end = run.Clock.Now;
            await host.StopAsync();
            stops.Add(run.Clock.Now - end);
        }

        run.Report.AddSpread("first acknowledged command after the start of the process", Spread.Of(first), max: FirstWithin);
        run.Report.AddSpread("from SIGTERM to the end of the process", Spread.Of(stops));
    }

    private static async Task IdleAsync(ScenarioRun run, EmbeddedHost host, CancellationToken cancellationToken)
    {
        await Task.Delay(Warm, run.Clock.Time, cancellationToken);
        var lasts = run.Options.Lasts ?? Idle;
        var (before, from) = (await host.MeasureAsync(cancellationToken), run.Clock.Now);
        await Task.Delay(lasts, run.Clock.Time, cancellationToken);
        var after = await host.MeasureAsync(cancellationToken);
        var share = (after.ProcessorSeconds - before.ProcessorSeconds) / (run.Clock.Now - from).TotalSeconds;
        var figure = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} % of a core");
        run.Report.Add("processor time while idle", figure, "≤ 3 %", share <= IdleShare);
        run.Report.Add("resident memory while idle", string.Create(CultureInfo.InvariantCulture, $"{after.ResidentBytes / 1e6:0} MB"));
    }
}
