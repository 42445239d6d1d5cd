using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage>
{
    private const int StopDrained = 1;
    private const int StopNow = 2;

    private volatile CellPhase phase;
    private volatile int stop;
    private Actor<TMessage>? actor;
    private int instance;
    private bool started;
    private Exception? endedBy;
    private ChildFailedItem? question;
    private List<ChildFailedItem>? escalated;
    private ITimer? backoff;
    private CancellationTokenSource? lifetime;

    public override void Stop(StopMode mode = StopMode.Discard)
    {
        Close();
        lock (gate)
        {
            var wanted = mode == StopMode.Discard ? StopNow : StopDrained;
            if (stop >= wanted) return;
            stop = wanted;
        }

        if (mode == StopMode.Discard)
        {
            CancelLifetime();
            if (phase == CellPhase.Stopping) StopChildren(mode);
        }

        Post(new StopItem());
    }

    private async ValueTask StartAsync()
    {
        backoff?.Dispose();
        backoff = null;
        started = false;
        try
        {
            actor = factory() ?? throw new InvalidOperationException($"The factory of '{Path}' returned null.");
            actor.Attach(this);
            await actor.StartAsync().ConfigureAwait(false);
            started = true;
            phase = CellPhase.Running;
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Ends this run of the actor's life until the parent has decided.</summary>
    private void Fail(Exception failure)
    {
        if (stop == StopNow)
        {
            if (failure is not OperationCanceledException) KernelLog.FailedWhileStopping(system.Log, failure, Path);
            return;
        }

        KernelLog.Failed(system.Log, failure, Path, failure.Message);
        phase = CellPhase.Failed;
        question = new ChildFailedItem(this, failure);
        if (parent is not null)
        {
            parent.Post(question);
            return;
        }

        KernelLog.EscalatedBeyondSystem(system.Log, failure, Path);
        phase = CellPhase.Running;
    }

    /// <summary>Does what the parent said; false where it is awaited, and this run is over.</summary>
    private bool Follow(DirectiveItem item)
    {
        if (item.Question is not null && item.Question != question) return true;
        if (item.Question is null && item.Directive != Directive.Stop && phase is not (CellPhase.Running or CellPhase.Failed)) return true;
        var directive = item.Directive == Directive.Resume && !started ? Directive.Restart : item.Directive;
        question = null;
        switch (directive)
        {
            case Directive.Resume:
                phase = CellPhase.Running;
                ResumeEscalated();
                while (this.deferred is not null && this.deferred.TryDequeue(out var deferred)) Post(deferred);
                return true;
            case Directive.Restart:
                return Await(RestartAsync(item.Cause, item.Delay));
            default:
                endedBy = item.Cause;
                Stop(StopMode.Discard);
                return true;
        }
    }

    private async ValueTask RestartAsync(Exception cause, TimeSpan delay)
    {
        EndInstance();
        await StopChildrenAsync(StopMode.Discard).ConfigureAwait(false);
        if (actor is { } old)
        {
            actor = null;
            await GuardAsync(old.ReplaceAsync, cause).ConfigureAwait(false);
            await DisposeAsync(old).ConfigureAwait(false);
        }

        OpenChildren();
        UnstashAll();
        escalated = null;
        KernelLog.Restarting(system.Log, Path, delay);
        if (stop == StopNow) return;
        if (delay <= TimeSpan.Zero)
        {
            await StartAsync().ConfigureAwait(false);
            return;
        }

        phase = CellPhase.BackingOff;
        var item = new RestartItem(instance);
        backoff = UnflowedTimer.Create(system.Time, _ => Post(item), null, delay, Timeout.InfiniteTimeSpan);
    }

    private async ValueTask StopAsync()
    {
        var mode = stop == StopDrained ? StopMode.Drain : StopMode.Discard;
        phase = CellPhase.Stopping;
        backoff?.Dispose();
        EndInstance();
        if (this.actor is { } actor)
        {
            if (started) await GuardAsync(static a => a.StopAsync(), actor).ConfigureAwait(false);
            await StopChildrenAsync(mode).ConfigureAwait(false);
            if (started) await GuardAsync(static a => a.EndAsync(), actor).ConfigureAwait(false);
            await DisposeAsync(actor).ConfigureAwait(false);
            this.actor = null;
        }
        else
        {
            await StopChildrenAsync(mode).ConfigureAwait(false);
        }

        LoseWhatWaits();
        phase = CellPhase.Stopped;
        parent?.RemoveChild(this);
        TellWatchers();
    }

    private void LoseWhatWaits()
    {
        UnstashAll();
        while (TryNext(out var envelope)) Lost(envelope.Message, DropReason.Stopped);
        DiscardDeferred();
        for (var item = lane; item is not null; item = item.Next) Discard(item);
        lane = null;
        for (var item = mailbox.Kill(); item is not null; item = item.Next) Discard(item);
    }

    private void TellWatchers()
    {
        var terminated = new Terminated(this, endedBy);
        List<ITerminationWatcher>? watchers;
        TaskCompletionSource? whenStopped;
        lock (gate)
        {
            this.terminated = terminated;
            watchers = this.watchers;
            this.watchers = null;
            whenStopped = this.whenStopped;
        }

        whenStopped?.SetResult();
        if (watchers is null) return;
        foreach (var watcher in watchers) watcher.OnTerminated(terminated);
    }

    /// <summary>What belongs to one instance goes with it: its timers, its watches, its token, what it piped to itself.</summary>
    private void EndInstance()
    {
        instance++;
        timers?.CancelAll();
        CancelReceiveTimeout();
        EndWatches();
        CancelLifetime();
        lifetime = null;
        DiscardDeferred();
    }

    private void DiscardDeferred()
    {
        while (deferred is not null && deferred.TryDequeue(out var item)) Discard(item);
    }

    /// <summary>Cancels on the pool, so that what is registered there does not run in the middle of who stops us.</summary>
    private void CancelLifetime()
    {
        if (Volatile.Read(ref this.lifetime) is { IsCancellationRequested: false } lifetime)
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
        catch (OperationCanceledException) when (stop != 0)
        {
            // Ending was asked for, and this is it.
        }
        catch (Exception failure)
        {
            KernelLog.HookFailed(system.Log, failure, Path);
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
