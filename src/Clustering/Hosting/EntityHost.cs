using Fresnel.Clustering.Members;
using Fresnel.Clustering.Rebalancing;
using Fresnel.Clustering.Sessions;
using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>A node's part in all shards: an agent for each, and the watch over the journal.</summary>
internal sealed class EntityHost(HostContext host, BrokerLink link, NodeIdentity identity, Action onShards)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int LeaveAtOnce = 4;

    private readonly Lock gate = new();
    private readonly List<(int Shards, TaskCompletionSource Reached)> waiters = [];
    private ShardAgent[] agents = [];
    private volatile bool journalAnswers;
    private volatile bool hosting;

    /// <summary>What is owned now.</summary>
    public HostStatus Status => new(
        link.Current is not null,
        journalAnswers,
        Owned,
        host.Options.Shards,
        host.Counters.Running,
        host.Counters.Handled,
        host.Counters.Failed);

    /// <summary>Whether it takes part: it is connected under its name, and the journal answers.</summary>
    public bool TakesPart => hosting && journalAnswers && identity.IsHeld;

    /// <summary>The shards whose entities run here, ascending.</summary>
    public IReadOnlyList<int> OwnedShards => [.. Volatile.Read(ref agents).Where(static a => a.HeldEpoch != 0).Select(static a => a.Shard)];

    /// <summary>What it has done.</summary>
    public HostCounters Counters => host.Counters;

    private int Owned => Volatile.Read(ref agents).Count(static a => a.HeldEpoch != 0);

    /// <summary>Completes when so many shards are owned.</summary>
    public Task OwnsAsync(int shards, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Owned >= shards) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((shards, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Hands one shard over.</summary>
    public async ValueTask<bool> HandOverAsync(int shard, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, host.Options.Shards);
        var agent = Volatile.Read(ref agents).FirstOrDefault(a => a.Shard == shard);
        return agent is not null && await agent.HandOverAsync(0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known of an entity here.</summary>
    public EntityStanding Describe(EntityId entity)
    {
        var shard = Messages.Shards.Of(entity, host.Options.Shards);
        return Volatile.Read(ref agents).FirstOrDefault(a => a.Shard == shard)?.Describe(entity) ?? new EntityStanding(false, false, 0, null);
    }

    /// <summary>Hosts, session after session, until told to leave; then every shard has been handed over.</summary>
    public async Task RunAsync(CancellationToken leave)
    {
        while (!leave.IsCancellationRequested)
        {
            try
            {
                var session = await link.SessionAsync(leave).ConfigureAwait(false);
                using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, leave);
                await HostAsync(session, over.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
            }
#pragma warning disable CA1031 // An edge: whatever the broker's or journal's trouble is, hosting starts again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                ClusteringLog.HostingTrouble(host.Logger, host.Owner, fault.Message);
            }

            await Pauses.WaitAsync(Pause, host.Time, leave).ConfigureAwait(false);
        }
    }

    private async Task HostAsync(BrokerSession session, CancellationToken over)
    {
        await identity.HeldAsync(session, over).ConfigureAwait(false);
        var seeder = new BatonSeeder(host, session);
        await seeder.DeclareAsync(over).ConfigureAwait(false);
        while (!over.IsCancellationRequested)
        {
            await JournalAsync(over).ConfigureAwait(false);
            if (host.Options.SeedBatons) await seeder.SeedMissingAsync(over).ConfigureAwait(false);
            await TakePartAsync(session, over).ConfigureAwait(false);
        }
    }

    /// <summary>Takes part until the session is over, or the journal has been away for too long.</summary>
    private async Task TakePartAsync(BrokerSession session, CancellationToken over)
    {
        var agents = Enumerable.Range(0, host.Options.Shards)
            .Select(shard => new ShardAgent(host, session, shard, OnChanged))
            .ToArray();
        Volatile.Write(ref this.agents, agents);
        var running = agents.Select(static agent => agent.RunAsync()).ToArray();
        using var rebalancing = CancellationTokenSource.CreateLinkedTokenSource(over);
        var rebalancer = new Rebalancer(host, agents).RunAsync(rebalancing.Token);
        hosting = true;
        OnChanged();
        try
        {
            await WatchJournalAsync(agents, over).ConfigureAwait(false);
        }
        finally
        {
            hosting = false;
            await rebalancing.CancelAsync().ConfigureAwait(false);
            await ReleaseAsync(agents, running, inTurn: journalAnswers && !session.Ended.IsCancellationRequested).ConfigureAwait(false);
            await rebalancer.ConfigureAwait(false);
            Volatile.Write(ref this.agents, []);
            foreach (var agent in agents) agent.Dispose();
            OnChanged();
        }
    }

    /// <summary>
    /// Gives everything up. In good order: first the places in line, so that nothing comes back, then a few shards at a time,
    /// so that those who take over are not given all at once.
    /// </summary>
    private async Task ReleaseAsync(ShardAgent[] agents, Task[] running, bool inTurn)
    {
        var patience = inTurn ? host.Options.HandoverPatience : TimeSpan.Zero;
        if (inTurn)
        {
            foreach (var agent in agents.Where(static agent => agent.HeldEpoch == 0)) await agent.ReleaseAsync(patience).ConfigureAwait(false);
            foreach (var some in Enumerable.Range(0, agents.Length).Where(i => agents[i].HeldEpoch != 0).Chunk(LeaveAtOnce))
            {
                foreach (var i in some) await agents[i].ReleaseAsync(patience).ConfigureAwait(false);
                await Task.WhenAll(some.Select(i => running[i])).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(agents.Select(agent => agent.ReleaseAsync(patience))).ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Waits until the journal answers.</summary>
    private async Task JournalAsync(CancellationToken over)
    {
        var pause = Pause;
        while (await ReadEpochsAsync([], host.Options.JournalPatience, over).ConfigureAwait(false) is { } trouble)
        {
            ClusteringLog.JournalAway(host.Logger, trouble);
            await Task.Delay(pause, host.Time, over).ConfigureAwait(false);
            pause = pause * 2 < host.Options.ReconnectPause ? pause * 2 : host.Options.ReconnectPause;
        }
    }

    /// <summary>Compares the held epochs with the journal until the session is over, or the journal has been away for too long.</summary>
    private async Task WatchJournalAsync(ShardAgent[] agents, CancellationToken over)
    {
        var answered = host.Time.GetTimestamp();
        while (true)
        {
            await Pauses.WaitAsync(host.Options.EpochCheck, host.Time, over).ConfigureAwait(false);
            if (over.IsCancellationRequested) return;

            // A read that hangs takes no more than what is left of the patience.
            var left = host.Options.JournalPatience - host.Time.GetElapsedTime(answered);
            if (await ReadEpochsAsync(agents, left > Pause ? left : Pause, over).ConfigureAwait(false) is not { } trouble)
            {
                answered = host.Time.GetTimestamp();
            }
            else if (!over.IsCancellationRequested)
            {
                ClusteringLog.JournalAway(host.Logger, trouble);
                if (host.Time.GetElapsedTime(answered) >= host.Options.JournalPatience) return;
            }
        }
    }

    /// <returns>The journal's trouble, or null.</returns>
    private async Task<string?> ReadEpochsAsync(ShardAgent[] agents, TimeSpan limit, CancellationToken over)
    {
        try
        {
            // Held before read: what is claimed meanwhile is not taken for fenced.
            var held = agents.Select(static agent => agent.HeldEpoch).ToArray();
            var shards = await host.Shards.ReadShardsAsync(over).AsTask()
                .WaitAsync(limit, host.Time, over).ConfigureAwait(false);
            if (shards.Count != host.Options.Shards)
            {
                return $"it has {shards.Count} shards, and this node is set to {host.Options.Shards}";
            }

            for (var i = 0; i < held.Length; i++)
            {
                if (held[i] != 0 && shards[agents[i].Shard].Epoch > held[i]) agents[i].Fence(held[i]);
            }

            journalAnswers = true;
            return null;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return "the session is over";
        }
#pragma warning disable CA1031 // An edge: any trouble of the journal counts as no answer.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            journalAnswers = false;
            return fault.Message;
        }
    }

    private void OnChanged()
    {
        onShards();
        lock (gate)
        {
            var owned = Owned;
            foreach (var (_, reached) in waiters.Where(w => w.Shards <= owned)) reached.TrySetResult();
            waiters.RemoveAll(w => w.Shards <= owned);
        }
    }
}
