using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Messages;

namespace Fresnel.Engine.Scenarios;

/// <summary>A cluster under load: what scenarios do faults to.</summary>
internal sealed class LoadedCluster : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(120);

    private readonly LoadPlan plan;

    /// <param name="run">The scenario's run.</param>
    /// <param name="cluster">The cluster; disposed with this.</param>
    /// <param name="plan">The load, which begins at once.</param>
    public LoadedCluster(ScenarioRun run, EngineCluster cluster, LoadPlan plan)
    {
        (Run, Cluster, this.plan) = (run, cluster, plan);
        Load = CounterLoad.Start(plan, cluster.Gateways, new Ledger(), cluster.Clock);
    }

    /// <summary>The scenario's run.</summary>
    public ScenarioRun Run { get; }

    /// <summary>The cluster.</summary>
    public EngineCluster Cluster { get; }

    /// <summary>The load.</summary>
    public CounterLoad Load { get; }

    /// <summary>What callers were answered.</summary>
    public Ledger Ledger => Load.Ledger;

    /// <summary>How long a command may take.</summary>
    public TimeSpan Deadline => plan.Deadline;

    private TimeSpan Now => Cluster.Clock.Now;

    /// <summary>Who owns each entity, by its newest answer.</summary>
    public IReadOnlyDictionary<EntityId, string> Owners() => GapAnalysis.OwnersAt(Ledger.Newest.Values, Now);

    /// <summary>The entities that a place owns.</summary>
    public IReadOnlyList<EntityId> EntitiesOf(HostSeat seat) =>
        [.. Owners().Where(owner => owner.Value == seat.Address).Select(owner => owner.Key)];

    /// <summary>Waits until the running processes are one cluster, and every entity has answered a moment ago.</summary>
    /// <exception cref="TimeoutException">That is not so after 120 s.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var from = Now;
        await ClusterWatch.WaitAgreedAsync(Cluster, [.. Cluster.Seats.Where(seat => seat.ProcessId is not null)], cancellationToken);
        await WaitAsync(
            () => SilentSince(from).Count == 0,
            SettleLimit,
            () => $"no answer of {string.Join(", ", SilentSince(from).Take(10))}",
            cancellationToken);
    }

    /// <summary>Waits until a node that came back or was added owns its share of the shards that have entities.</summary>
    /// <param name="seat">The node.</param>
    /// <param name="limit">How long at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How long it took; null where it never did.</returns>
    public async Task<TimeSpan?> WaitShareAsync(HostSeat seat, TimeSpan limit, CancellationToken cancellationToken)
    {
        var from = Now;
        while (ShardShares.IsShort(Owners(), RunningNodes(), seat.Address))
        {
            if (Now - from > limit) return null;
            await Task.Delay(Look, Cluster.Clock.Time, cancellationToken);
        }

        return Now - from;
    }

    /// <summary>As <see cref="SettleAsync"/>, and until no node has fewer shards than its share: nothing moves any more.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        await WaitAsync(
            () => RunningNodes() is var nodes && !nodes.Any(node => ShardShares.IsShort(Owners(), nodes, node)),
            SettleLimit,
            () => "shards are not spread evenly",
            cancellationToken);
        await PassAsync(Rest, cancellationToken);
        await SettleAsync(cancellationToken);
    }

    /// <summary>Does a fault and waits until the entities of its victim acknowledge new commands elsewhere.</summary>
    /// <param name="entities">The entities that lose their owner.</param>
    /// <param name="fault">Does it.</param>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<FaultGap>> TakeOverAsync(
        IReadOnlyCollection<EntityId> entities, Func<Task> fault, TimeSpan limit, CancellationToken cancellationToken)
    {
        var at = Now;
        var newest = Ledger.Newest;
        var activations = entities.ToDictionary(entity => entity, entity => newest[entity].Answer!.Activation);
        await fault();
        var end = at + limit;
        while (Now < end && !entities.All(IsTakenOver))
            await Task.Delay(Look, Cluster.Clock.Time, cancellationToken);
        return GapAnalysis.AfterFault(Ledger.Attempts.Where(attempt => attempt.EndedAt > at - limit), entities, at);

        bool IsTakenOver(EntityId entity) =>
            newest[entity] is { IsNew: true } answered && answered.Answer!.Activation > activations[entity];
    }

    /// <summary>Waits for a condition.</summary>
    /// <exception cref="TimeoutException">It does not come within the limit.</exception>
    public async Task WaitAsync(Func<bool> probe, TimeSpan limit, Func<string> what, CancellationToken cancellationToken)
    {
        var from = Now;
        while (!probe())
        {
            if (Now - from > limit) throw new TimeoutException($"after {limit.TotalSeconds:0} s: {what()}; logs are in {Run.Folder.Path}");
            await Task.Delay(Look, Cluster.Clock.Time, cancellationToken);
        }
    }

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, Cluster.Clock.Time, cancellationToken);

    /// <summary>Freezes a process for a while.</summary>
    public async Task FreezeAsync(HostSeat seat, TimeSpan time, CancellationToken cancellationToken)
    {
        seat.Signal(Signals.Stop);
        try
        {
            await PassAsync(time, cancellationToken);
        }
        finally
        {
            seat.Signal(Signals.Continue);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private string[] RunningNodes() => [.. Cluster.Nodes.Where(node => node.ProcessId is not null).Select(node => node.Address)];

    private List<EntityId> SilentSince(TimeSpan from) =>
        [.. Load.Entities.Where(entity =>
            !Ledger.Newest.TryGetValue(entity, out var newest) || newest.EndedAt < from || Now - newest.EndedAt > Fresh + plan.Pause)];
}
