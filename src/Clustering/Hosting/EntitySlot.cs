using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>
/// The place of one entity in its shard: its actor while it runs, and the work that waits for it, one at a time and in
/// order. Fields are guarded by the shard's gate.
/// </summary>
internal sealed class EntitySlot(ShardEntities shard, EntityId id, EntityKind kind)
{
    private static readonly TimeSpan FirstRestart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRestart = TimeSpan.FromSeconds(30);

    private readonly Queue<EntityWork> waiting = new();
    private TaskCompletionSource? busy;
    private ActorRef<EntityMessage>? actor;
    private Task previous = Task.CompletedTask;
    private TimeSpan restartPause = FirstRestart;
    private long instances;
    private int ends;
    private bool wake;

    /// <summary>Completes when nothing is in hand.</summary>
    public Task Quiet
    {
        get
        {
            lock (shard.Gate) return busy?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>What is known of the entity; the caller holds the gate.</summary>
    public EntityStanding Describe()
    {
        var runs = actor is { IsStopping: false };
        return new EntityStanding(!shard.IsClosed, runs, ends, runs || ends == 0 ? null : $"it has ended by itself {ends} times and is looked at again, after {restartPause.TotalSeconds:0} s at most");
    }

    /// <summary>Adds work; the caller holds the gate.</summary>
    public void Enqueue(EntityWork work)
    {
        waiting.Enqueue(work);
        Run();
    }

    /// <summary>Starts the entity though there is no work; the caller holds the gate.</summary>
    public void Wake()
    {
        wake = true;
        Run();
    }

    /// <summary>Stops an idle entity, unless work has come; the caller holds the gate.</summary>
    public void Passivate(ActorRef<EntityMessage> actor)
    {
        if (this.actor != actor || busy is not null) return;
        this.actor = null;
        previous = EndedAsync(actor);
        actor.Stop(StopMode.Drain);
        _ = ForgetAsync(previous);
    }

    /// <summary>Takes the work that is not in hand; the caller holds the gate.</summary>
    public void TakeWaiting(List<EntityWork> taken)
    {
        taken.AddRange(waiting);
        waiting.Clear();
        wake = false;
    }

    /// <summary>Stops the actor at once, without waiting for it.</summary>
    public void Discard()
    {
        ActorRef<EntityMessage>? actor;
        lock (shard.Gate) actor = this.actor;
        actor?.Stop(StopMode.Discard);
    }

    /// <summary>Stops the actor; where the patience ends first, at once.</summary>
    public async Task StopActorAsync(StopMode mode, CancellationToken patience)
    {
        ActorRef<EntityMessage>? actor;
        Task previous;
        lock (shard.Gate) (actor, previous) = (this.actor, this.previous);
        if (actor is not null)
        {
            actor.Stop(mode);
            await actor.WhenStopped.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            actor.Stop(StopMode.Discard);
            await actor.WhenStopped.ConfigureAwait(false);
        }

        await previous.ConfigureAwait(false);
    }

    private void Run()
    {
        if (busy is not null) return;
        busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static slot => _ = slot.WorkAsync(), this, preferLocal: false);
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            EntityWork? work;
            bool wake;
            lock (shard.Gate)
            {
                (wake, this.wake) = (this.wake, false);
                if (!waiting.TryDequeue(out work) && !wake)
                {
                    var quiet = busy;
                    busy = null;
                    quiet!.SetResult();
                    return;
                }
            }

            try
            {
                if (wake) await ActorAsync().ConfigureAwait(false);
                if (work is null) continue;
                await new WorkAttempts(shard, kind, work, ActorAsync).RunAsync().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // An edge: whatever went wrong with one delivery must not end the entity's queue.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                ClusteringLog.WorkFailed(shard.Host.Logger, fault, id);
                if (work is not null) await work.GiveBackAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The running actor, started where there is none; null where the shard is closing.</summary>
    private async ValueTask<ActorRef<EntityMessage>?> ActorAsync()
    {
        while (true)
        {
            Task previous;
            lock (shard.Gate)
            {
                if (actor is { IsStopping: false } running) return running;
                if (actor is { } ending)
                {
                    actor = null;
                    this.previous = EndedAsync(ending);
                }

                previous = this.previous;
                if (previous.IsCompleted) return shard.IsClosed ? null : Start();
            }

            await previous.ConfigureAwait(false);
        }
    }

    private ActorRef<EntityMessage> Start()
    {
        var host = shard.Host;
        var environment = new EntityEnvironment
        {
            Stream = new StreamKey(id.Kind, id.Name),
            Shard = shard.Shard,
            Epoch = shard.Epoch,
            Store = host.Store,
            Codec = host.Codec,
            Host = shard,
            Options = kind.Options,
        };
        var name = $"{id.Kind}.{id.Name}@{host.Owner}.{shard.Epoch}.{++instances}";
        actor = host.System.Spawn(() => kind.Create(environment), name, kind.Spawn);
        host.Counters.CountStarted();
        _ = WatchAsync(actor);
        return actor;
    }

    private static async Task EndedAsync(ActorRef<EntityMessage> actor) => await actor.WhenStopped.ConfigureAwait(false);

    private async Task WatchAsync(ActorRef<EntityMessage> actor)
    {
        await actor.WhenStopped.ConfigureAwait(false);
        shard.Host.Counters.CountEnded();
        TimeSpan pause;
        lock (shard.Gate)
        {
            if (this.actor != actor || shard.IsClosed) return;
            this.actor = null;
            ends++;
            pause = restartPause;
            restartPause = pause * 2 < LongestRestart ? pause * 2 : LongestRestart;
        }

        ClusteringLog.EntityEnded(shard.Host.Logger, id, pause);
        await RestartAsync(pause).ConfigureAwait(false);
    }

    private async Task RestartAsync(TimeSpan pause)
    {
        while (true)
        {
            await Pauses.WaitAsync(pause, shard.Host.Time, shard.Abandoned).ConfigureAwait(false);
            try
            {
                var must = await shard.MustRunAsync(id, shard.Abandoned).ConfigureAwait(false);
                lock (shard.Gate)
                {
                    if (must && !shard.IsClosed) Wake();
                    if (!must) ForgetIfUnused();
                }

                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // An edge: the journal is away; it is asked again until the shard ends.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                ClusteringLog.WorkFailed(shard.Host.Logger, fault, id);
            }
        }
    }

    private async Task ForgetAsync(Task ended)
    {
        await ended.ConfigureAwait(false);
        lock (shard.Gate) ForgetIfUnused();
    }

    private void ForgetIfUnused()
    {
        if (actor is null && busy is null && waiting.Count == 0 && !wake) shard.Forget(id);
    }
}
