using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;

namespace Fresnel.Engine.Scenarios;

/// <summary>Every process is asked to end and started again, one after the other, under load.</summary>
internal sealed class RollingScenario : IScenario
{
    /// <inheritdoc />
    public string Name => "rolling";

    /// <inheritdoc />
    public string Summary => "SIGTERM and start of every process in turn, under load";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan(), new LoadPlan(), cancellationToken);
        await loaded.RestAsync(cancellationToken);
        var (moved, ends) = (new List<FaultGap>(), new List<TimeSpan>());
        for (var round = 0; round < (run.Options.Repeats ?? 1); round++)
        {
            foreach (var seat in loaded.Cluster.Seats)
            {
                var entities = loaded.EntitiesOf(seat);
                var from = run.Clock.Now;
                await seat.TerminateAsync();
                ends.Add(run.Clock.Now - from);
                await loaded.SettleAsync(cancellationToken);
                moved.AddRange(GapAnalysis.Longest(loaded.Ledger.Attempts, entities, from, run.Clock.Now));
                await seat.StartAsync();
                await loaded.RestAsync(cancellationToken);
                run.Say($"{seat.Name} left in {ends[^1].TotalSeconds:0.0} s and came back");
            }
        }

        run.Report.AddSpread("longest gap of an entity that is handed over", Spread.Of(moved, null));
        run.Report.AddSpread("from SIGTERM to the end of the process", Spread.Of(ends));
        var codes = loaded.Cluster.Exits.Select(exit => exit.Code).ToArray();
        run.Report.Add("exit codes", string.Join(", ", codes), "0", codes.All(code => code == 0));
        await Closing.CloseAsync(loaded, mayFail: false, frozen: null, cancellationToken);
    }
}
