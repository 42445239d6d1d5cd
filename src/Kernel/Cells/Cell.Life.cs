using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage>
{
    private const int StopDrained = 1;
    private const int StopNow = 2;

    private volatile CellPhase _phase;
    private volatile int _stop;
    private Actor<TMessage>? _actor;
    private int _instance;
    private bool _started;
    private Exception? _endedBy;
    private ChildFailedItem? _question;
    private List<ChildFailedItem>? _escalated;
    private ITimer? _backoff;
    private CancellationTokenSource? _lifetime;

    public override void Stop(StopMode mode = StopMode.Discard)
    {
        Close();
        lock (_gate)
        {
            var wanted = mode == StopMode.Discard ? StopNow : StopDrained;
            if (_stop >= wanted) return;
            _stop = wanted;
        }

        if (mode == StopMode.Discard)
        {
            CancelLifetime();
            if (_phase == CellPhase.Stopping) StopChildren(mode);
        }

        Post(new StopItem());
    }

    private async ValueTask StartAsync()
    {
        _backoff?.Dispose();
        _backoff = null;
        _started = false;
        try
        {
            _actor = _factory() ?? throw new InvalidOperationException($"The factory of '{Path}' returned null.");
            _actor.Attach(this);
            await _actor.StartAsync().ConfigureAwait(false);
            _started = true;
            _phase = CellPhase.Running;
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Ends this run of the actor's life until the parent has decided.</summary>
    private void Fail(Exception failure)
    {
        if (_stop == StopNow)
        {
            if (failure is not OperationCanceledException) KernelLog.FailedWhileStopping(_system.Log, failure, Path);
            return;
        }

        KernelLog.Failed(_system.Log, failure, Path, failure.Message);
        _phase = CellPhase.Failed;
        _question = new ChildFailedItem(this, failure);
        if (_parent is not null)
        {
            _parent.Post(_question);
            return;
        }

        KernelLog.EscalatedBeyondSystem(_system.Log, failure, Path);
        _phase = CellPhase.Running;
    }

    /// <summary>Does what the parent said; false where it is awaited, and this run is over.</summary>
    private bool Follow(DirectiveItem item)
    {
        if (item.Question is not null && item.Question != _question) return true;
        if (item.Question is null && item.Directive != Directive.Stop && _phase is not (CellPhase.Running or CellPhase.Failed)) return true;
        var directive = item.Directive == Directive.Resume && !_started ? Directive.Restart : item.Directive;
        _question = null;
        switch (directive)
        {
            case Directive.Resume:
                _phase = CellPhase.Running;
                ResumeEscalated();
                while (_deferred is not null && _deferred.TryDequeue(out var deferred)) Post(deferred);
                return true;
            case Directive.Restart:
                return Await(RestartAsync(item.Cause, item.Delay));
            default:
                _endedBy = item.Cause;
                Stop(StopMode.Discard);
                return true;
        }
    }

    private async ValueTask RestartAsync(Exception cause, TimeSpan delay)
    {
        EndInstance();
        await StopChildrenAsync(StopMode.Discard).ConfigureAwait(false);
        if (_actor is { } old)
        {
            _actor = null;
            await GuardAsync(old.ReplaceAsync, cause).ConfigureAwait(false);
            await DisposeAsync(old).ConfigureAwait(false);
        }

        OpenChildren();
        UnstashAll();
        _escalated = null;
        KernelLog.Restarting(_system.Log, Path, delay);
        if (_stop == StopNow) return;
        if (delay <= TimeSpan.Zero)
        {
            await StartAsync().ConfigureAwait(false);
            return;
        }

        _phase = CellPhase.BackingOff;
        var item = new RestartItem(_instance);
        _backoff = UnflowedTimer.Create(_system.Time, _ => Post(item), null, delay, Timeout.InfiniteTimeSpan);
    }

    private async ValueTask StopAsync()
    {
        var mode = _stop == StopDrained ? StopMode.Drain : StopMode.Discard;
        _phase = CellPhase.Stopping;
        _backoff?.Dispose();
        EndInstance();
        if (_actor is { } actor)
        {
            if (_started) await GuardAsync(static a => a.StopAsync(), actor).ConfigureAwait(false);
            await StopChildrenAsync(mode).ConfigureAwait(false);
            if (_started) await GuardAsync(static a => a.EndAsync(), actor).ConfigureAwait(false);
            await DisposeAsync(actor).ConfigureAwait(false);
            _actor = null;
        }
        else
        {
            await StopChildrenAsync(mode).ConfigureAwait(false);
        }

        LoseWhatWaits();
        _phase = CellPhase.Stopped;
        _parent?.RemoveChild(this);
        TellWatchers();
    }

    private void LoseWhatWaits()
    {
        UnstashAll();
        while (TryNext(out var envelope)) Lost(envelope.Message, DropReason.Stopped);
        DiscardDeferred();
        for (var item = _lane; item is not null; item = item.Next) Discard(item);
        _lane = null;
        for (var item = _mailbox.Kill(); item is not null; item = item.Next) Discard(item);
    }

    private void TellWatchers()
    {
        var terminated = new Terminated(this, _endedBy);
        List<ITerminationWatcher>? watchers;
        TaskCompletionSource? whenStopped;
        lock (_gate)
        {
            _terminated = terminated;
            watchers = _watchers;
            _watchers = null;
            whenStopped = _whenStopped;
        }

        whenStopped?.SetResult();
        if (watchers is null) return;
        foreach (var watcher in watchers) watcher.OnTerminated(terminated);
    }

    /// <summary>What belongs to one instance goes with it: its timers, its watches, its token, what it piped to itself.</summary>
    private void EndInstance()
    {
        _instance++;
        _timers?.CancelAll();
        CancelReceiveTimeout();
        EndWatches();
        CancelLifetime();
        _lifetime = null;
        DiscardDeferred();
    }

    private void DiscardDeferred()
    {
        while (_deferred is not null && _deferred.TryDequeue(out var item)) Discard(item);
    }

    /// <summary>Cancels on the pool, so that what is registered there does not run in the middle of who stops us.</summary>
    private void CancelLifetime()
    {
        if (Volatile.Read(ref _lifetime) is { IsCancellationRequested: false } lifetime)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), lifetime, preferLocal: false);
        }
    }

    private async ValueTask GuardAsync<TArgument>(Func<TArgument, ValueTask> hook, TArgument argument)
    {
        try
        {
            await hook(argument).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop != 0)
        {
            // Ending was asked for, and this is it.
        }
        catch (Exception failure)
        {
            KernelLog.HookFailed(_system.Log, failure, Path);
        }
    }

    private ValueTask DisposeAsync(Actor<TMessage> actor) => actor switch
    {
        IAsyncDisposable disposable => GuardAsync(static d => d.DisposeAsync(), disposable),
        IDisposable disposable => GuardAsync(
            static d =>
            {
                d.Dispose();
                return default;
            },
            disposable),
        _ => default,
    };
}
