using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Scenarios;

/// <summary>An owner is killed again and again: until each of its entities acknowledges a new command.</summary>
/// <param name="oldest">Whether the victim is the oldest member; any node otherwise.</param>
internal sealed class TakeoverScenario(bool oldest) : IScenario
{
    private const int Kills = 50;
    private const int KillsOfOldest = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // The same victims in every run.
    private readonly Random random = new(7);

    /// <inheritdoc />
    public string Name => oldest ? "takeover-oldest" : "takeover";

    /// <inheritdoc />
    public string Summary => oldest
        ? "kill -9 of the oldest member, which hosts the coordinators"
        : "kill -9 of an owner, 50 times; 3 nodes, 1 lighthouse, 40 entities";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan { NodesFirst = oldest }, new LoadPlan(), cancellationToken);
        await loaded.RestAsync(cancellationToken);
        var (after, back, others) = (new List<FaultGap>(), new List<FaultGap>(), new List<FaultGap>());
        var kills = run.Options.Repeats ?? (oldest ? KillsOfOldest : Kills);
        for (var kill = 1; kill <= kills; kill++)
        {
            var nodes = loaded.Cluster.Nodes;
            var victim = oldest ? await FindOldestAsync(loaded, cancellationToken) : nodes[random.Next(nodes.Count)];
            var entities = loaded.EntitiesOf(victim);
            var at = run.Clock.Now;
            var gaps = await loaded.TakeOverAsync(entities, victim.KillAsync, Limit, cancellationToken);
            after.AddRange(gaps);
            others.AddRange(GapAnalysis.Longest(loaded.Ledger.Attempts, [.. loaded.Load.Entities.Except(entities)], at, run.Clock.Now));
            var started = run.Clock.Now;
            await victim.StartAsync();
            await loaded.RestAsync(cancellationToken);
            back.AddRange(GapAnalysis.Longest(loaded.Ledger.Attempts, loaded.Load.Entities, started, run.Clock.Now));
            run.Say(
                $"kill {kill} of {victim.Name}: {gaps.Count} entities, longest {gaps.Max(gap => gap.Gap ?? Limit).TotalSeconds:0.00} s");
        }

        Report(run, after, others, back);
        await Closing.CloseAsync(loaded, mayFail: run.Options.Defaults, frozen: null, cancellationToken);
    }

    private void Report(ScenarioRun run, List<FaultGap> after, List<FaultGap> others, List<FaultGap> back)
    {
        var spread = Spread.Of(after, Limit);
        if (oldest) run.Report.AddSpread("takeover of the oldest member's entities", spread, p50: TakeoverGoals.OldestP50);
        else if (run.Options.Defaults) run.Report.AddSpread("takeover, Akka's own settings", spread);
        else run.Report.AddSpread("takeover", spread, TakeoverGoals.P50, TakeoverGoals.P95, TakeoverGoals.Max);
        run.Report.AddSpread("longest gap of the other entities meanwhile", Spread.Of(others, null));
        run.Report.AddSpread(
            "longest gap of any entity while the node comes back", Spread.Of(back, null), max: TakeoverGoals.Move);
        run.Report.AddCount("entities that never answered again", after.Count(gap => gap.Gap is null));
    }

    /// <summary>The oldest member, once it is a node: a lighthouse that became the oldest is started again.</summary>
    private static async Task<HostSeat> FindOldestAsync(LoadedCluster loaded, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = loaded.Cluster.Nodes[0];
            var sight = (await asked.Client.TryAskAsync(HostOperation.Members, Limit))?.Cluster
                ?? throw new InvalidOperationException($"{asked} does not say who is a member");
            var seat = loaded.Cluster.Seats.First(seat => seat.Address == sight.Members[0].Address);
            if (seat.Role is HostRole.Node) return seat;
            await seat.TerminateAsync();
            await seat.StartAsync();
            await loaded.RestAsync(cancellationToken);
        }
    }
}
