using Fresnel.Clustering.Commands;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>
/// The entities of one shard under one epoch. Each has a slot, the only place that starts and stops it, so that a command
/// that comes while it passivates waits for its next instance.
/// </summary>
internal sealed class ShardEntities : IEntityHost, IDisposable
{
    private readonly Dictionary<EntityId, EntitySlot> slots = [];
    private readonly CancellationTokenSource abandoned = new();
    private readonly Action<long> onFenced;
    private bool closed;

    public ShardEntities(HostContext host, int shard, long epoch, Action<long> onFenced)
    {
        Host = host;
        Shard = shard;
        Epoch = epoch;
        Abandoned = abandoned.Token;
        this.onFenced = onFenced;
    }

    /// <summary>Guards the slots and what is in them. Held briefly, and never while waiting.</summary>
    public Lock Gate { get; } = new();

    public HostContext Host { get; }

    public int Shard { get; }

    public long Epoch { get; }

    /// <summary>Cancelled when the entities are stopped at once.</summary>
    public CancellationToken Abandoned { get; }

    /// <summary>No more work is taken and nothing is started; read under <see cref="Gate"/>.</summary>
    public bool IsClosed => closed;

    /// <summary>Starts the entities that must run.</summary>
    public async Task StartRequiredAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await Host.Shards.ReadEntitiesAsync(Shard, cancellationToken).ConfigureAwait(false))
        {
            if (MustRun(record)) StartIfAbsent(new EntityId(record.Stream.Kind, record.Stream.Id));
        }
    }

    /// <summary>Whether the journal says that an entity must run; asked after its actor ended by itself.</summary>
    public async Task<bool> MustRunAsync(EntityId id, CancellationToken cancellationToken)
    {
        var records = await Host.Shards.ReadEntitiesAsync(Shard, cancellationToken).ConfigureAwait(false);
        return records.Any(r => r.Stream.Kind == id.Kind && r.Stream.Id == id.Name && MustRun(r));
    }

    /// <summary>What is known of an entity.</summary>
    public EntityStanding Describe(EntityId id)
    {
        lock (Gate) return slots.TryGetValue(id, out var slot) ? slot.Describe() : new EntityStanding(!closed, false, 0, null);
    }

    /// <summary>Queues a command or query for its entity, starting it where needed.</summary>
    public void Post(EntityWork work)
    {
        lock (Gate)
        {
            // Where it is closed, the delivery goes back to the queue with the end of its consumer. Given back any
            // earlier, it would come straight back here.
            if (!closed) SlotOf(work.Entity).Enqueue(work);
        }
    }

    /// <summary>
    /// Finishes what is in hand, gives the rest back, and stops the entities cleanly. What is not finished within the
    /// patience is given back as well.
    /// </summary>
    public async Task CloseAsync(TimeSpan patience, CancellationToken lost)
    {
        var slots = Close(out var waiting);
        foreach (var work in waiting) await work.GiveBackAsync().ConfigureAwait(false);
        using var late = new CancellationTokenSource(patience, Host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, lost);
        var quiet = Task.WhenAll(slots.Select(static s => s.Quiet));
        await quiet.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!quiet.IsCompleted) await abandoned.CancelAsync().ConfigureAwait(false);
        await quiet.ConfigureAwait(false);
        await Task.WhenAll(slots.Select(s => s.StopActorAsync(either.IsCancellationRequested ? StopMode.Discard : StopMode.Drain, either.Token)))
            .ConfigureAwait(false);
        await abandoned.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Stops the entities at once: the shard is not ours any more.</summary>
    public async Task AbandonAsync()
    {
        var slots = Close(out var waiting);
        foreach (var slot in slots) slot.Discard();
        await abandoned.CancelAsync().ConfigureAwait(false);
        foreach (var work in waiting) await work.GiveBackAsync().ConfigureAwait(false);
        await Task.WhenAll(slots.Select(static s => s.Quiet)).ConfigureAwait(false);
        await Task.WhenAll(slots.Select(static s => s.StopActorAsync(StopMode.Discard, CancellationToken.None))).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => abandoned.Dispose();

    /// <inheritdoc />
    public void OnIdle(StreamKey entity, ActorRef<EntityMessage> actor)
    {
        lock (Gate)
        {
            if (!closed && slots.TryGetValue(new EntityId(entity.Kind, entity.Id), out var slot)) slot.Passivate(actor);
        }
    }

    /// <inheritdoc />
    public void OnFenced(StreamKey entity, ActorRef<EntityMessage> actor, long epoch) => onFenced(epoch);

    /// <summary>Forgets the slot of an entity that has passivated; the caller holds <see cref="Gate"/>.</summary>
    public void Forget(EntityId id) => slots.Remove(id);

    private bool MustRun(EntityRecord record) =>
        Host.Kinds.TryGetValue(record.Stream.Kind, out var kind) && kind.MustRun(record.Status);

    private void StartIfAbsent(EntityId id)
    {
        lock (Gate)
        {
            if (!closed) SlotOf(id).Wake();
        }
    }

    private EntitySlot SlotOf(EntityId id)
    {
        if (!slots.TryGetValue(id, out var slot))
        {
            slot = new EntitySlot(this, id, Host.Kinds[id.Kind]);
            slots.Add(id, slot);
        }

        return slot;
    }

    private List<EntitySlot> Close(out List<EntityWork> waiting)
    {
        waiting = [];
        lock (Gate)
        {
            closed = true;
            foreach (var slot in slots.Values) slot.TakeWaiting(waiting);
            return [.. slots.Values];
        }
    }
}
