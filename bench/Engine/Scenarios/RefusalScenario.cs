using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;

namespace Fresnel.Engine.Scenarios;

/// <summary>
/// Living members refuse each other's connections, as behind a firewall that rejects: for as long as the fast path would take to
/// be wrong, and longer than the split-brain resolver takes.
/// </summary>
internal sealed class RefusalScenario : IScenario
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public string Name => "refusal";

    /// <inheritdoc />
    public string Summary => "living members refuse each other's connections for 3 s and for 20 s (needs root)";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var loaded = await run.StartAsync(new ClusterPlan { Namespaces = true }, new LoadPlan(), cancellationToken);
        var cluster = loaded.Cluster;
        string[] all = [.. cluster.Seats.Select(seat => seat.Name)];
        await RefuseAsync(loaded, all, Short, cancellationToken);
        run.Report.AddCount($"all refuse all for {Short.TotalSeconds:0} s: processes that ended", cluster.Exits.Count);
        run.Say($"all refused all: {cluster.Exits.Count} processes ended");

        var ended = cluster.Exits.Count;
        await RefuseAsync(loaded, all, run.Options.Lasts ?? Long, cancellationToken);
        var exits = cluster.Exits.Skip(ended).ToArray();
        var oneStays = exits.All(exit => exit.Code == HostSeat.RestartCode) && exits.DistinctBy(exit => exit.Seat).Count() < all.Length;
        var codes = string.Join(", ", exits.Select(exit => $"{exit.Seat}: {exit.Code}"));
        run.Report.AddPromise($"all refuse all for {Long.TotalSeconds:0} s: exits", codes, "one member stays, others 8", oneStays);
        run.Report.AddCount(
            "processes that run in one cluster at the end", cluster.Seats.Count(seat => seat.ProcessId is not null), all.Length);
        await Closing.CloseAsync(loaded, mayFail: true, frozen: null, cancellationToken);
    }

    private static async Task RefuseAsync(LoadedCluster loaded, string[] members, TimeSpan time, CancellationToken cancellationToken)
    {
        var from = loaded.Run.Clock.Now;
        await loaded.Cluster.Network.RefuseAsync(members);
        await loaded.PassAsync(time, cancellationToken);
        await loaded.Cluster.Network.AcceptAsync(members);
        await loaded.SettleAsync(cancellationToken);
        var gaps = GapAnalysis.Longest(loaded.Ledger.Attempts, loaded.Load.Entities, from, loaded.Run.Clock.Now);
        loaded.Run.Report.AddSpread(
            $"all refuse all for {time.TotalSeconds:0} s: longest gap of an entity", Spread.Of(gaps, null));
    }
}
