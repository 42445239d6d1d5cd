using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Scenarios;

/// <summary>
/// A node is added under load, killed, and comes back: how soon it owns its share, and what that costs the entities that move.
/// </summary>
internal sealed class AddNodeScenario : IScenario
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <inheritdoc />
    public string Name => "add-node";

    /// <inheritdoc />
    public string Summary => "a node is added under load, killed, and comes back";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan(), new LoadPlan(), cancellationToken);
        await loaded.RestAsync(cancellationToken);
        var (added, returned) = (new List<FaultGap>(), new List<FaultGap>());
        for (var i = 0; i < (run.Options.Repeats ?? 3); i++)
        {
            var seat = await loaded.Cluster.AddAsync($"x{i + 1}", HostRole.Node);
            added.AddRange(await ComeAsync(loaded, seat, "added", cancellationToken));
            await loaded.TakeOverAsync(loaded.EntitiesOf(seat), seat.KillAsync, Limit, cancellationToken);
            await loaded.RestAsync(cancellationToken);
            returned.AddRange(await ComeAsync(loaded, seat, "come back", cancellationToken));
            await seat.TerminateAsync();
            await loaded.RestAsync(cancellationToken);
        }

        run.Report.AddSpread(
            "longest gap of any entity while a node is added", Spread.Of(added, null), max: TakeoverGoals.Move);
        run.Report.AddSpread("longest gap of any entity while a node comes back", Spread.Of(returned, null), max: TakeoverGoals.Move);
        await Closing.CloseAsync(loaded, mayFail: false, frozen: null, cancellationToken);
    }

    private static async Task<IReadOnlyList<FaultGap>> ComeAsync(
        LoadedCluster loaded, HostSeat seat, string what, CancellationToken cancellationToken)
    {
        var run = loaded.Run;
        var from = run.Clock.Now;
        await seat.StartAsync();
        var share = await loaded.WaitShareAsync(seat, Limit, cancellationToken);
        run.Report.AddTime(
            $"{seat.Name} {what}: owns its share after", share?.TotalSeconds ?? double.PositiveInfinity, TakeoverGoals.Share);
        await loaded.RestAsync(cancellationToken);
        run.Say($"{seat.Name} {what}: its share after {share?.TotalSeconds:0.0} s");
        return GapAnalysis.Longest(loaded.Ledger.Attempts, loaded.Load.Entities, from, run.Clock.Now);
    }
}
