using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Driver.Network;

namespace Fresnel.Engine.Scenarios;

/// <summary>
/// A long load under random kills, freezes, cuts and restarts of PostgreSQL: none lost, none doubled, one answer to each id.
/// </summary>
internal sealed class ExactlyOnceScenario : IScenario
{
    private const int LeastCommands = 20_000;
    private const int Kills = 30;
    private const int Others = 5;
    private const int Restarts = 3;
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(14);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Random random = new(11);
    private readonly OutageWindows windows = new();

    private enum Fault
    {
        Kill,
        KillLighthouse,
        Freeze,
        Cut,
        Restart,
    }

    /// <inheritdoc />
    public string Name => "exactly-once";

    /// <inheritdoc />
    public string Summary => "20,000 commands under 30 random kills, 5 freezes, 5 cuts, 3 restarts of PostgreSQL";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var namespaces = NamespaceNetwork.IsPossible;
        await using var loaded = await run.StartAsync(
            new ClusterPlan { Lighthouses = 2, Namespaces = namespaces, Relays = true }, new LoadPlan(), cancellationToken);
        if (!namespaces) run.Report.Note("members are cut from PostgreSQL instead of each other: network namespaces need root");
        foreach (var fault in Faults(run.Options.Repeats ?? Kills))
        {
            await loaded.PassAsync(TimeSpan.FromSeconds(random.NextDouble() * 2), cancellationToken);
            await DoAsync(fault, loaded, cancellationToken);
            await loaded.SettleAsync(cancellationToken);
            run.Say($"{fault}: {loaded.Ledger.Finals} commands acknowledged");
        }

        var least = run.Options.Repeats is null ? LeastCommands : 0;
        await loaded.WaitAsync(() => loaded.Ledger.Finals >= least, Limit, () => "too few commands", cancellationToken);
        var (kills, others) = (run.Options.Repeats ?? Kills, Count(run, Others));
        run.Report.Add("faults", $"{kills} kills, {others} freezes, {others} cuts, {Count(run, Restarts)} restarts of PostgreSQL");
        await Closing.CloseAsync(loaded, mayFail: true, windows.Contains, cancellationToken);
    }

    // A short form has the same proportions, and one of each at least.
    private static int Count(ScenarioRun run, int whole) => Math.Max(1, whole * (run.Options.Repeats ?? Kills) / Kills);

    private Fault[] Faults(int kills)
    {
        int Part(int whole) => Math.Max(1, whole * kills / Kills);
        Fault[] faults =
        [
            .. Enumerable.Range(0, kills).Select(i => i % 6 == 5 ? Fault.KillLighthouse : Fault.Kill),
            .. Enumerable.Repeat(Fault.Freeze, Part(Others)),
            .. Enumerable.Repeat(Fault.Cut, Part(Others)),
            .. Enumerable.Repeat(Fault.Restart, Part(Restarts)),
        ];
        random.Shuffle(faults);
        return faults;
    }

    private async Task DoAsync(Fault fault, LoadedCluster loaded, CancellationToken cancellationToken)
    {
        var cluster = loaded.Cluster;
        var node = cluster.Nodes[random.Next(cluster.Nodes.Count)];
        switch (fault)
        {
            case Fault.Kill or Fault.KillLighthouse:
                var victim = fault is Fault.Kill ? node : cluster.Lighthouses[random.Next(cluster.Lighthouses.Count)];
                await victim.KillAsync();
                await loaded.PassAsync(TimeSpan.FromSeconds(random.NextDouble()), cancellationToken);
                await victim.StartAsync();
                break;
            case Fault.Freeze:
                using (windows.Open(node.Name, loaded.Run.Clock)) await loaded.FreezeAsync(node, Frozen, cancellationToken);
                await WaitBackAsync(loaded, node, cancellationToken);
                break;
            case Fault.Cut when cluster.Network.CanCut:
                await cluster.Network.CutAsync(node.Name);
                await loaded.PassAsync(Frozen, cancellationToken);
                await cluster.Network.MendAsync(node.Name);
                await WaitBackAsync(loaded, node, cancellationToken);
                break;
            case Fault.Cut:
                cluster.Database.Cut(node.Name);
                await loaded.PassAsync(Frozen, cancellationToken);
                cluster.Database.Mend(node.Name);
                await WaitBackAsync(loaded, node, cancellationToken);
                break;
            default:
                await cluster.Database.RestartAsync(
                    kill: random.Next(2) == 0, TimeSpan.FromSeconds(random.NextDouble() * 5), cancellationToken);
                break;
        }
    }

    /// <summary>A process that was away ends and is started again, which is waited for so that it is not counted as gone.</summary>
    private static Task WaitBackAsync(LoadedCluster loaded, HostSeat seat, CancellationToken cancellationToken) =>
        loaded.WaitAsync(
            () => seat is { ProcessId: not null, Client.IsConnected: true },
            BackWithin,
            () => $"{seat} does not come back",
            cancellationToken);
}
