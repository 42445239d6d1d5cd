using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;

namespace Fresnel.Engine.Scenarios;

/// <summary>An owner is frozen for 30 s, is replaced meanwhile, and wakes.</summary>
internal sealed class FreezeScenario : IScenario
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public string Name => "freeze";

    /// <inheritdoc />
    public string Summary => "SIGSTOP of an owner for 30 s, then SIGCONT";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan(), new LoadPlan(), cancellationToken);
        var windows = new OutageWindows();
        var gaps = new List<FaultGap>();
        var lasts = run.Options.Lasts ?? Frozen;
        for (var i = 0; i < (run.Options.Repeats ?? 1); i++)
        {
            var victim = loaded.Cluster.Nodes[i % loaded.Cluster.Nodes.Count];
            var process = victim.ProcessId;
            using (windows.Open(victim.Name, run.Clock))
            {
                var freezing = loaded.FreezeAsync(victim, lasts, cancellationToken);
                gaps.AddRange(await loaded.TakeOverAsync(loaded.EntitiesOf(victim), () => Task.CompletedTask, lasts, cancellationToken));
                await freezing;
                var woken = run.Clock.Now;
                await EndOfAsync(loaded, victim, process!.Value, cancellationToken);
                run.Report.AddTime("the woken process ends by itself", (run.Clock.Now - woken).TotalSeconds);
            }

            await loaded.SettleAsync(cancellationToken);
            run.Say($"{victim.Name} was frozen: longest gap {gaps.Max(gap => gap.Gap ?? lasts).TotalSeconds:0.0} s");
        }

        run.Report.AddSpread(
            "takeover of the frozen owner's entities", Spread.Of(gaps, lasts), max: TakeoverGoals.Resolved);
        var codes = loaded.Cluster.Exits.Select(exit => exit.Code).ToArray();
        var restart = codes.All(code => code == HostSeat.RestartCode);
        run.Report.AddPromise("exit codes of woken processes", string.Join(", ", codes), "8", restart);
        await Closing.CloseAsync(loaded, mayFail: true, windows.Contains, cancellationToken);
    }

    /// <summary>Waits until a process that was removed from the cluster has ended.</summary>
    internal static Task EndOfAsync(LoadedCluster loaded, HostSeat seat, int process, CancellationToken cancellationToken) =>
        loaded.WaitAsync(
            () => loaded.Cluster.Exits.Any(exit => exit.ProcessId == process),
            EndsWithin,
            () => $"{seat} goes on though it was removed",
            cancellationToken);
}
