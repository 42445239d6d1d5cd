using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Scenarios;

/// <summary>Lighthouses die under running nodes, one of two and both: entities stay where they are, and one cluster remains.</summary>
internal sealed class LighthouseScenario : IScenario
{
    private const int LeastCommands = 2000;
    private const double AgreedWithin = 30;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <inheritdoc />
    public string Name => "lighthouse";

    /// <inheritdoc />
    public string Summary => "kill -9 of one lighthouse of two, then of both, which are started again";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan { Lighthouses = 2 }, new LoadPlan(), cancellationToken);
        await loaded.RestAsync(cancellationToken);
        await KillOneAsync(loaded, cancellationToken);
        await KillBothAsync(loaded, cancellationToken);
        await AddAsync(loaded, cancellationToken);
        await Closing.CloseAsync(loaded, mayFail: false, frozen: null, cancellationToken);
    }

    private static async Task KillOneAsync(LoadedCluster loaded, CancellationToken cancellationToken)
    {
        var (run, ledger) = (loaded.Run, loaded.Ledger);
        var victim = loaded.Cluster.Lighthouses[0];
        var owners = loaded.Owners();
        var (from, sent) = (run.Clock.Now, ledger.Commands.Count);
        await victim.KillAsync();
        await loaded.WaitAsync(() => ledger.Commands.Count >= sent + LeastCommands, Limit, () => "too few commands", cancellationToken);
        await victim.StartAsync();
        await loaded.SettleAsync(cancellationToken);
        var figures = CallFigures.Of([.. ledger.Commands.Skip(sent)], ledger.Attempts, loaded.Deadline, run.Clock.Now);
        run.Report.AddCount($"one killed: commands failed of {figures.Commands}", figures.Failed);
        run.Report.AddCount("one killed: entities that moved", loaded.Owners().Count(owner => owners[owner.Key] != owner.Value));
        var activations = GapAnalysis.Activations(ledger.Attempts, from, run.Clock.Now);
        run.Report.AddCount("one killed: entities with a new activation", activations.Count(entity => entity.Value > 1));
        var longest = GapAnalysis.Longest(ledger.Attempts, loaded.Load.Entities, from, run.Clock.Now);
        run.Report.AddSpread("one killed: longest gap of an entity", Spread.Of(longest, null));
        run.Say($"{victim.Name} killed and started again: {figures.Failed} of {figures.Commands} commands failed");
    }

    private static async Task KillBothAsync(LoadedCluster loaded, CancellationToken cancellationToken)
    {
        var run = loaded.Run;
        var from = run.Clock.Now;
        await Task.WhenAll(loaded.Cluster.Lighthouses.Select(seat => seat.KillAsync()));
        await Task.WhenAll(loaded.Cluster.Lighthouses.Select(seat => seat.StartAsync()));
        var agreed = await ClusterWatch.WaitAgreedAsync(loaded.Cluster, loaded.Cluster.Seats, cancellationToken);
        run.Report.AddTime("both killed and started again: one member list in all processes", agreed.TotalSeconds, AgreedWithin);
        var left = Minute - (run.Clock.Now - from);
        if (left > TimeSpan.Zero) await loaded.PassAsync(left, cancellationToken);
        await loaded.SettleAsync(cancellationToken);
        var activations = GapAnalysis.Activations(loaded.Ledger.Attempts, from, from + Minute);
        run.Report.AddCount("both: entities with more than one new activation in a minute", activations.Count(entity => entity.Value > 2));
        run.Say($"both lighthouses killed and started again: one list after {agreed.TotalSeconds:0.0} s");
    }

    private static async Task AddAsync(LoadedCluster loaded, CancellationToken cancellationToken)
    {
        var seat = await loaded.Cluster.AddAsync("n9", HostRole.Node);
        await seat.StartAsync();
        var agreed = await ClusterWatch.WaitAgreedAsync(loaded.Cluster, loaded.Cluster.Seats, cancellationToken);
        loaded.Run.Report.AddTime("a new node joins that cluster", agreed.TotalSeconds, AgreedWithin);
        await loaded.SettleAsync(cancellationToken);
    }
}
