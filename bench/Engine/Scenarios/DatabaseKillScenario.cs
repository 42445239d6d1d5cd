using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Reports;

namespace Fresnel.Engine.Scenarios;

/// <summary>PostgreSQL dies and is started again: by <c>kill -9</c>, and by an immediate shutdown with 10 s away.</summary>
internal sealed class DatabaseKillScenario : IScenario
{
    private const double AnswersWithin = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly (bool Kill, TimeSpan Away)[] Faults = [(true, TimeSpan.Zero), (false, TimeSpan.FromSeconds(10))];

    /// <inheritdoc />
    public string Name => "database-kill";

    /// <inheritdoc />
    public string Summary => "kill -9 of PostgreSQL, and an immediate shutdown with 10 s away";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan(), new LoadPlan(), cancellationToken);
        foreach (var (kill, away) in Faults)
        {
            var from = run.Clock.Now;
            await loaded.Cluster.Database.RestartAsync(kill, run.Options.Lasts ?? away, cancellationToken);
            var back = run.Clock.Now;
            await loaded.WaitAsync(() => loaded.Load.Entities.All(entity => loaded.Ledger.Newest[entity] is { IsNew: true } newest
                && newest.EndedAt > back), Limit, () => "not all entities answer again", cancellationToken);
            var gaps = loaded.Load.Entities.Select(entity => FirstAfter(loaded, entity, back) - back);
            var what = kill ? "killed" : $"shut down and away for {ReportSeconds(back - from)} s";
            run.Report.AddSpread($"{what}: new commands acknowledged once it is back, after", Spread.Of(gaps), max: AnswersWithin);
            await loaded.SettleAsync(cancellationToken);
            run.Say($"PostgreSQL was {what}");
        }

        run.Report.AddCount("processes that ended", loaded.Cluster.Exits.Count);
        await Closing.CloseAsync(loaded, mayFail: true, frozen: null, cancellationToken);
    }

    private static TimeSpan FirstAfter(LoadedCluster loaded, Messages.EntityId entity, TimeSpan at) =>
        loaded.Ledger.Attempts
            .Where(attempt => attempt.IsNew && attempt.EndedAt > at && attempt.Command.Entity == entity)
            .Min(attempt => attempt.EndedAt);

    private static string ReportSeconds(TimeSpan time) => ScenarioReport.Seconds(time.TotalSeconds);
}
