using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage> : IActorContext<TMessage>
{
    private ActorTimers<TMessage>? _timers;
    private IdleTimer<TMessage>? _idle;
    private ILogger? _logger;
    private Dictionary<ActorRef, Func<Terminated, TMessage>>? _watching;

    ActorRef<TMessage> IActorContext<TMessage>.Self => this;

    ActorSystem IActorContext<TMessage>.System => _system;

    TimeProvider IActorContext<TMessage>.Time => _system.Time;

    public ILogger Logger => _logger ??= _system.Loggers.CreateLogger(_actor?.GetType().FullName ?? nameof(Actor<>));

    public MessageContext? Current => _hasInHand ? _inHand.Context : null;

    public CancellationToken Stopping
    {
        get
        {
            if (_lifetime is null)
            {
                Volatile.Write(ref _lifetime, new CancellationTokenSource());
                Interlocked.MemoryBarrier();
                if (_stop == StopNow) _lifetime.Cancel();
            }

            return _lifetime.Token;
        }
    }

    public IActorTimers<TMessage> Timers => _timers ??= new ActorTimers<TMessage>(_system.Time, Post);

    public void StopSelf(StopMode mode = StopMode.Discard) => Stop(mode);

    public void Watch(ActorRef actor, TMessage message) => Watch(actor, _ => message);

    public void Watch(ActorRef actor, Func<Terminated, TMessage> message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        (_watching ??= [])[actor.Target] = message;
        actor.Target.AddWatcher(this);
    }

    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (_watching is not null && _watching.Remove(actor.Target)) actor.Target.RemoveWatcher(this);
    }

    public void Stash()
    {
        if (!_hasInHand) throw new InvalidOperationException($"'{Path}' has no message in hand to put aside, or has put it aside already.");
        if (_stash is not null && _stash.Count >= _options.Capacity) throw new MailboxFullException($"{Path} (stash)", _options.Capacity);
        (_stash ??= new()).Enqueue(_inHand);
        _hasInHand = false;
    }

    public void UnstashAll()
    {
        if (_stash is not { Count: > 0 }) return;
        while (_front is not null && _front.TryDequeue(out var envelope)) _stash.Enqueue(envelope);
        (_front, _stash) = (_stash, _front);
    }

    public void SetReceiveTimeout(TimeSpan idle, TMessage message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(idle, TimeSpan.Zero);
        _idle?.Dispose();
        _idle = new IdleTimer<TMessage>(_system.Time, idle, message, Post);
    }

    public void CancelReceiveTimeout()
    {
        _idle?.Dispose();
        _idle = null;
    }

    public void PipeToSelf<TResult>(Func<CancellationToken, Task<TResult>> work, Func<TResult, TMessage> onResult, Func<Exception, TMessage> onFailure)
    {
        ArgumentNullException.ThrowIfNull(work);
        _ = PipeAsync(work, onResult, onFailure, Current, _instance, Stopping);
    }

    public void TellSelf(TMessage message) => Post(new SelfItem<TMessage>(message, Current, _instance));

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
        if (_watching is null || !_watching.Remove(terminated.Actor, out var make)) return false;
        message = make(terminated);
        return true;
    }

    private void EndWatches()
    {
        if (_watching is null) return;
        foreach (var actor in _watching.Keys) actor.RemoveWatcher(this);
        _watching = null;
    }
}
