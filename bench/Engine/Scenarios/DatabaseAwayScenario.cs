using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.LocalCluster.Postgres;

namespace Fresnel.Engine.Scenarios;

/// <summary>PostgreSQL is away for 25 s, and a node dies meanwhile: nobody else may end.</summary>
internal sealed class DatabaseAwayScenario : IScenario
{
    private const double AgreedWithin = 12;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public string Name => "database-away";

    /// <inheritdoc />
    public string Summary => "PostgreSQL away for 25 s while one node dies";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan(), new LoadPlan(), cancellationToken);
        var cluster = loaded.Cluster;
        var victim = cluster.Nodes[^1];
        var entities = loaded.EntitiesOf(victim);
        await cluster.Database.Server.StopAsync(PostgresStop.Immediate, cancellationToken);
        await loaded.PassAsync(Before, cancellationToken);
        await victim.KillAsync();
        await loaded.PassAsync((run.Options.Lasts ?? Away) - Before, cancellationToken);
        await cluster.Database.Server.StartAsync(cancellationToken);
        var back = run.Clock.Now;
        var rest = cluster.Seats.Where(seat => seat != victim).ToArray();
        var gaps = await loaded.TakeOverAsync(entities, () => Task.CompletedTask, TimeSpan.FromSeconds(60), cancellationToken);
        var agreed = await ClusterWatch.WaitAgreedAsync(cluster, rest, cancellationToken);
        run.Report.AddTime(
            "one member list in all other processes, after PostgreSQL is back", (run.Clock.Now - back).TotalSeconds, AgreedWithin);
        run.Report.AddSpread("the dead node's entities, after PostgreSQL is back", Spread.Of(gaps, null), max: TakeoverGoals.Resolved);
        run.Report.AddCount("entities that never answered again", gaps.Count(gap => gap.Gap is null));
        run.Report.AddCount("other processes that ended", cluster.Exits.Count(exit => exit.Seat != victim.Name));
        run.Say($"PostgreSQL is back, one cluster after {agreed.TotalSeconds:0.0} s");
        await victim.StartAsync();
        await loaded.SettleAsync(cancellationToken);
        await Closing.CloseAsync(loaded, mayFail: true, frozen: null, cancellationToken);
    }
}
