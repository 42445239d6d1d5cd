using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage> : IActorContext<TMessage>
{
    private ActorTimers<TMessage>? timers;
    private IdleTimer<TMessage>? idle;
    private ILogger? logger;
    private Dictionary<ActorRef, Func<Terminated, TMessage>>? watching;

    ActorRef<TMessage> IActorContext<TMessage>.Self => this;

    ActorSystem IActorContext<TMessage>.System => system;

    TimeProvider IActorContext<TMessage>.Time => system.Time;

    public ILogger Logger => logger ??= system.Loggers.CreateLogger(actor?.GetType().FullName ?? nameof(Actor<>));

    public MessageContext? Current => hasInHand ? inHand.Context : null;

    public CancellationToken Stopping
    {
        get
        {
            if (lifetime is null)
            {
                Volatile.Write(ref lifetime, new CancellationTokenSource());
                Interlocked.MemoryBarrier();
                if (stop == StopNow) lifetime.Cancel();
            }

            return lifetime.Token;
        }
    }

    public IActorTimers<TMessage> Timers => timers ??= new ActorTimers<TMessage>(system.Time, Post);

    public void StopSelf(StopMode mode = StopMode.Discard) => Stop(mode);

    public void Watch(ActorRef actor, TMessage message) => Watch(actor, _ => message);

    public void Watch(ActorRef actor, Func<Terminated, TMessage> message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        (watching ??= [])[actor.Target] = message;
        actor.Target.AddWatcher(this);
    }

    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (watching is not null && watching.Remove(actor.Target)) actor.Target.RemoveWatcher(this);
    }

    public void Stash()
    {
        if (!hasInHand) throw new InvalidOperationException($"'{Path}' has no message in hand to put aside, or has put it aside already.");
        if (stash is not null && stash.Count >= options.Capacity) throw new MailboxFullException($"{Path} (stash)", options.Capacity);
        (stash ??= new()).Enqueue(inHand);
        hasInHand = false;
    }

    public void UnstashAll()
    {
        if (stash is not { Count: > 0 }) return;
        while (front is not null && front.TryDequeue(out var envelope)) stash.Enqueue(envelope);
        (front, stash) = (stash, front);
    }

    public void SetReceiveTimeout(TimeSpan idle, TMessage message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(idle, TimeSpan.Zero);
        this.idle?.Dispose();
        this.idle = new IdleTimer<TMessage>(system.Time, idle, message, Post);
    }

    public void CancelReceiveTimeout()
    {
        idle?.Dispose();
        idle = null;
    }

    public void PipeToSelf<TResult>(Func<CancellationToken, Task<TResult>> work, Func<TResult, TMessage> onResult, Func<Exception, TMessage> onFailure)
    {
        ArgumentNullException.ThrowIfNull(work);
        _ = PipeAsync(work, onResult, onFailure, Current, instance, Stopping);
    }

    public void TellSelf(TMessage message) => Post(new SelfItem<TMessage>(message, Current, instance));

    private async Task PipeAsync<TResult>(
        Func<CancellationToken, Task<TResult>> work,
        Func<TResult, TMessage> onResult,
        Func<Exception, TMessage> onFailure,
        MessageContext? context,
        int instance,
        CancellationToken stopping)
    {
        TMessage message;
        try
        {
            message = onResult(await Task.Run(() => work(stopping), CancellationToken.None).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            message = onFailure(failure);
        }

        Post(new SelfItem<TMessage>(message, context, instance));
    }

    private bool TryTakeWatch(Terminated terminated, [MaybeNullWhen(false)] out TMessage message)
    {
        message = default;
        if (watching is null || !watching.Remove(terminated.Actor, out var make)) return false;
        message = make(terminated);
        return true;
    }

    private void EndWatches()
    {
        if (watching is null) return;
        foreach (var actor in watching.Keys) actor.RemoveWatcher(this);
        watching = null;
    }
}
