using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;

namespace Fresnel.Engine.Scenarios;

/// <summary>An owner is cut off for 20 s, from the other members or from PostgreSQL; callers on both sides go on.</summary>
/// <param name="database">Whether from PostgreSQL alone; from the other members alone otherwise.</param>
internal sealed class CutScenario(bool database) : IScenario
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public string Name => database ? "cut-database" : "cut";

    /// <inheritdoc />
    public string Summary => database
        ? "an owner cut from PostgreSQL alone for 20 s"
        : "an owner cut from all other members for 20 s, both sides writing (needs root)";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(
            new ClusterPlan { Namespaces = !database, Relays = true }, new LoadPlan(), cancellationToken);
        var gaps = new List<FaultGap>();
        var (victims, names) = (new HashSet<int>(), new HashSet<string>());
        var lasts = run.Options.Lasts ?? Cut;
        for (var i = 0; i < (run.Options.Repeats ?? 1); i++)
        {
            var victim = loaded.Cluster.Nodes[i % loaded.Cluster.Nodes.Count];
            var process = victim.ProcessId!.Value;
            victims.Add(process);
            names.Add(victim.Name);
            var end = run.Clock.Now + lasts;
            gaps.AddRange(
                await loaded.TakeOverAsync(loaded.EntitiesOf(victim), () => CutAsync(loaded, victim.Name), lasts, cancellationToken));
            if (run.Clock.Now < end) await loaded.PassAsync(end - run.Clock.Now, cancellationToken);
            await MendAsync(loaded, victim.Name);
            await FreezeScenario.EndOfAsync(loaded, victim, process, cancellationToken);
            await loaded.SettleAsync(cancellationToken);
            run.Say($"{victim.Name} was cut off: longest gap {gaps.Max(gap => gap.Gap ?? lasts).TotalSeconds:0.0} s");
        }

        run.Report.AddSpread(
            "takeover of the cut-off owner's entities", Spread.Of(gaps, lasts), max: TakeoverGoals.Resolved);
        var exits = loaded.Cluster.Exits;
        var codes = exits.Where(exit => victims.Contains(exit.ProcessId)).Select(exit => exit.Code).ToArray();
        run.Report.AddPromise("exit codes of the victims", string.Join(", ", codes), "8", codes.All(code => code == HostSeat.RestartCode));
        run.Report.AddCount("other processes that ended", exits.Count(exit => !names.Contains(exit.Seat)));
        await Closing.CloseAsync(loaded, mayFail: true, frozen: null, cancellationToken);
    }

    private Task CutAsync(LoadedCluster loaded, string member)
    {
        if (!database) return loaded.Cluster.Network.CutAsync(member);
        loaded.Cluster.Database.Cut(member);
        return Task.CompletedTask;
    }

    private Task MendAsync(LoadedCluster loaded, string member)
    {
        if (!database) return loaded.Cluster.Network.MendAsync(member);
        loaded.Cluster.Database.Mend(member);
        return Task.CompletedTask;
    }
}
