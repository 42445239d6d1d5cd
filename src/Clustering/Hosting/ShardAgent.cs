using System.Threading.Channels;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Rebalancing;
using Fresnel.Clustering.Sessions;
using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>
/// A node's part in one shard: waits for the baton, holds it, hands it over. Possession is a hint; the epoch that each
/// write carries is the lock. One loop; what happens meanwhile comes as signals.
/// </summary>
internal sealed class ShardAgent(HostContext host, BrokerSession session, int shard, Action onChanged) : IDisposable
{
    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(1);

    private readonly Channel<ShardSignal> signals = Channel.CreateUnbounded<ShardSignal>(new() { SingleReader = true });
    private readonly ShardClaimer claimer = new(host, shard);
    private readonly int priority = Rendezvous.Priority(host.Options.Node, host.Options.Weight, shard);
    private readonly HandoverPause pause = new(host.Options.HandoverPause, host.Time);
    private readonly CancellationTokenSource release = new();
    private PassingOn? passing;
    private TimeSpan releasePatience;
    private long heldEpoch;
    private long heldSince;
    private volatile ShardHold? hold;
    private volatile bool moving;

    /// <summary>The shard.</summary>
    public int Shard => shard;

    /// <summary>The epoch under which the entities run here; 0 while they do not.</summary>
    public long HeldEpoch => Interlocked.Read(ref heldEpoch);

    /// <summary>Whether a handover is under way.</summary>
    public bool IsMoving => moving;

    private bool IsReleasing => release.IsCancellationRequested;

    /// <summary>Says that the journal has another epoch than the one held.</summary>
    public void Fence(long heldEpoch) => signals.Writer.TryWrite(new ShardSignal.Fenced(heldEpoch));

    /// <summary>Since when a member has been up to which the shard may be handed over, by the steady clock; null where there is none.</summary>
    /// <param name="settled">How long it must have been up.</param>
    public long? FindHeir(TimeSpan settled) =>
        host.Members.FindHeir(shard, priority, host.Options.Node, Interlocked.Read(ref heldSince), settled) is { } since && pause.MayTry(since) ? since : null;

    /// <summary>Hands the shard over, if it is held and was not just handed over in vain.</summary>
    public async Task<bool> HandOverAsync(long heirSince, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (HeldEpoch == 0 || !signals.Writer.TryWrite(new ShardSignal.HandOver(done, heirSince))) return false;
        moving = true;
        try
        {
            return await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            moving = false;
        }
    }

    /// <summary>What is known of an entity here.</summary>
    public EntityStanding Describe(EntityId entity) => hold?.Describe(entity) ?? new EntityStanding(false, false, 0, null);

    /// <summary>Ends <see cref="RunAsync"/>; a baton that is held is given back in good order.</summary>
    /// <param name="patience">How long commands in hand may take.</param>
    public async Task ReleaseAsync(TimeSpan patience)
    {
        releasePatience = patience;
        await release.CancelAsync().ConfigureAwait(false);
        signals.Writer.TryWrite(new ShardSignal.Released());
    }

    /// <summary>Takes part until released, or until the session ends and the baton with it.</summary>
    public async Task RunAsync()
    {
        passing = new PassingOn(host, session, shard, priority);
        var wait = TimeSpan.FromMilliseconds(50);
        while (!IsReleasing && !session.Ended.IsCancellationRequested)
        {
            try
            {
                await StandByAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (IsReleasing || session.Ended.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // An edge: whatever the broker's or journal's trouble is, the node stays in line for the shard.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                ClusteringLog.ShardTrouble(host.Logger, shard, fault.Message);
                await Pauses.WaitAsync(wait, host.Time, session.Ended).ConfigureAwait(false);
                wait = wait * 2 < host.Options.ReconnectPause ? wait * 2 : host.Options.ReconnectPause;
            }
        }

        signals.Writer.TryComplete();
        DropSignals();
    }

    /// <inheritdoc />
    public void Dispose() => release.Dispose();

    /// <summary>Consumes the baton queue until that consumer is gone or to be registered again.</summary>
    private async Task StandByAsync()
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
        var standby = await session.Consuming
            .ConsumeAsync(Topology.Baton(shard).Name, new ConsumerOptions(Prefetch: 1, priority), OnBaton, session.Ended)
            .ConfigureAwait(false);
        var watching = WatchAsync(standby, lost);
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(lost.Token, release.Token);
        try
        {
            while (!IsReleasing && await NextAsync().ConfigureAwait(false) is { } signal)
            {
                switch (signal)
                {
                    case ShardSignal.BatonCame baton:
                        if (await HoldAsync(baton, standby, lost.Token, halt.Token).ConfigureAwait(false)) break;
                        return;
                    case ShardSignal.BatonLost:
                        return;
                    case ShardSignal.HandOver refused:
                        refused.Done.TrySetResult(false);
                        break;
                }
            }
        }
        finally
        {
            await standby.DisposeAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
            DropSignals();
        }
    }

    /// <summary>Claims and runs the shard while the baton is held.</summary>
    /// <returns>Whether the consumer goes on standing by; false where it must be registered again.</returns>
    private async Task<bool> HoldAsync(ShardSignal.BatonCame baton, IBrokerConsumer standby, CancellationToken lost, CancellationToken halt)
    {
        if (await passing!.IsDueAsync(halt).ConfigureAwait(false))
        {
            ClusteringLog.PassedOn(host.Logger, shard);
            await baton.Delivery.GiveBackAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        }

        while (!halt.IsCancellationRequested)
        {
            if (await claimer.ClaimAsync(baton.Generation, halt).ConfigureAwait(false) is not { } claim) break;
            if (claim.Epoch is not { } epoch)
            {
                ClusteringLog.OldBaton(host.Logger, shard, baton.Generation);
                await baton.Delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
                return true;
            }

            pause.Claimed(epoch);
            Interlocked.Exchange(ref heldSince, host.Time.GetTimestamp());
            var end = await ServeAsync(epoch, baton, lost, halt).ConfigureAwait(false);
            baton = end.Baton;
            switch (end.How)
            {
                case HoldEnd.Fenced when claimer.IsFencedTooOften():
                    await ReplaceBatonAsync(halt).ConfigureAwait(false);
                    continue;
                case HoldEnd.Fenced:
                    continue;
                case HoldEnd.Trouble:
                    await Pauses.WaitAsync(TroublePause, host.Time, halt).ConfigureAwait(false);
                    continue;
                case HoldEnd.BatonMovedOn:
                    return true;
                case HoldEnd.HandOver:
                    pause.HandedOver(epoch);
                    await standby.CancelAsync(CancellationToken.None).ConfigureAwait(false);
                    var given = await baton.Delivery.GiveBackAsync(CancellationToken.None).ConfigureAwait(false);
                    ClusteringLog.HandedOver(host.Logger, shard, epoch);
                    end.Asked?.TrySetResult(given);
                    return false;
                default:
                    return false;
            }
        }

        if (IsReleasing && !lost.IsCancellationRequested)
        {
            await standby.CancelAsync(CancellationToken.None).ConfigureAwait(false);
            await baton.Delivery.GiveBackAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Runs the entities until something ends it; they are stopped when it returns.</summary>
    private async Task<(HoldEnd How, ShardSignal.BatonCame Baton, TaskCompletionSource<bool>? Asked)> ServeAsync(
        long epoch, ShardSignal.BatonCame baton, CancellationToken lost, CancellationToken halt)
    {
        var held = new ShardHold(host, session, shard, epoch, signals.Writer);
        hold = held;
        try
        {
            if (!await held.StartAsync(halt).ConfigureAwait(false)) return (HoldEnd.Trouble, baton, null);
            Interlocked.Exchange(ref heldEpoch, epoch);
            ClusteringLog.Owned(host.Logger, shard, epoch);
            onChanged();
            using var renewal = host.Time.CreateTimer(
                static signals => ((ChannelWriter<ShardSignal>)signals!).TryWrite(new ShardSignal.RenewDue()),
                signals.Writer,
                host.Options.RenewEvery,
                host.Options.RenewEvery);
            while (!IsReleasing)
            {
                switch (await NextAsync().ConfigureAwait(false))
                {
                    case ShardSignal.BatonLost gone:
                        ClusteringLog.BatonLost(host.Logger, shard, gone.Reason);
                        return (HoldEnd.Lost, baton, null);
                    case ShardSignal.Fenced fenced when fenced.HeldEpoch == epoch:
                        ClusteringLog.Fenced(host.Logger, shard, epoch);
                        return (HoldEnd.Fenced, baton, null);
                    case ShardSignal.CommandsLost gone when gone.Epoch == epoch:
                        ClusteringLog.ShardTrouble(host.Logger, shard, gone.Reason);
                        return (HoldEnd.Trouble, baton, null);
                    case ShardSignal.HandOver tooSoon when !pause.MayTry(tooSoon.HeirSince):
                        tooSoon.Done.TrySetResult(false);
                        break;
                    case ShardSignal.HandOver handover:
                        await held.CloseAsync(host.Options.HandoverPatience, lost).ConfigureAwait(false);
                        return (HoldEnd.HandOver, baton, handover.Done);
                    case ShardSignal.RenewDue when FindHeir(TimeSpan.Zero) is not null:
                        await held.CloseAsync(host.Options.HandoverPatience, lost).ConfigureAwait(false);
                        return (HoldEnd.HandOver, baton, null);
                    case ShardSignal.RenewDue:
                        var again = await new BatonRenewal(host, shard, signals).RenewAsync(baton, epoch).ConfigureAwait(false);
                        host.Counters.CountRenewal();
                        if (again is not { } renewed) return (HoldEnd.BatonMovedOn, baton, null);
                        baton = renewed;
                        break;
                }
            }

            await held.CloseAsync(releasePatience, lost).ConfigureAwait(false);
            return (HoldEnd.HandOver, baton, null);
        }
        finally
        {
            hold = null;
            Interlocked.Exchange(ref heldEpoch, 0);
            await held.DisposeAsync().ConfigureAwait(false);
            onChanged();
        }
    }

    /// <summary>
    /// Two holders of batons of one generation would fence each other for ever; a generation of its own for a new baton
    /// makes both old.
    /// </summary>
    private async Task ReplaceBatonAsync(CancellationToken halt)
    {
        ClusteringLog.BatonDoubled(host.Logger, shard);
        await new BatonSeeder(host, session).SeedAsync([shard], halt).ConfigureAwait(false);
    }

    private async ValueTask<ShardSignal?> NextAsync() =>
        await signals.Reader.WaitToReadAsync().ConfigureAwait(false) && signals.Reader.TryRead(out var signal) ? signal : null;

    private ValueTask OnBaton(Delivery delivery)
    {
        signals.Writer.TryWrite(new ShardSignal.BatonCame(delivery, BatonMessage.Generation(delivery.Body)));
        return ValueTask.CompletedTask;
    }

    private async Task WatchAsync(IBrokerConsumer standby, CancellationTokenSource lost)
    {
        var reason = await standby.Lost.ConfigureAwait(false);
        await lost.CancelAsync().ConfigureAwait(false);
        signals.Writer.TryWrite(new ShardSignal.BatonLost(reason));
    }

    /// <summary>Forgets what belongs to a baton consumer that is gone.</summary>
    private void DropSignals()
    {
        while (signals.Reader.TryRead(out var signal)) (signal as ShardSignal.HandOver)?.Done.TrySetResult(false);
    }
}
