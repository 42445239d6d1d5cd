using Akka.Actor;
using Akka.Cluster.Sharding;
using Fresnel.Entities.Decisions;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Entity;

/// <summary>
/// The sharded actor of an entity: a plain parent of two children. The <b>state</b> is persistent, and is started again with backoff
/// whenever
/// the journal failed it. The <b>runner</b> is what the entity runs; it lives through failures of the journal, and ends only where the
/// entity
/// need not run, at a hand-over, and where another activation took over.
/// </summary>
/// <remarks>
/// Supervision: both children are stopped by a failure, and started again after <see cref="EntityOptions.RestartAfter"/>, doubled with
/// jitter
/// up to <see cref="EntityOptions.RestartAfterAtMost"/>, for ever: a camera is never given up. A history that cannot be read is not
/// retried by
/// itself; commands are answered <c>store-damaged</c> at once, and the first one after a second has it read again.
/// </remarks>
internal sealed class EntityParent : UntypedActor, IWithTimers
{
    private static readonly TimeSpan DamageLook = TimeSpan.FromSeconds(1);

    private readonly EntityId entity;
    private readonly Func<EntityLife, Props> stateProps;
    private readonly Func<EntityId, Props>? runnerProps;
    private readonly EntityFences fences;
    private readonly EntityOptions options;
    private readonly NodeIdentity node;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    private readonly RestartBackoff stateBackoff;
    private readonly RestartBackoff runnerBackoff;

    private IActorRef? state;
    private IActorRef? runner;
    private bool runnerStopping;
    private bool recovered;
    private bool ignoreSnapshots;
    private long activation;
    private EntitySignals.Changed? latest;
    private string? damage;
    private long damagedAt;
    private bool ending;

    public EntityParent(
        EntityId entity,
        Func<EntityLife, Props> stateProps,
        Func<EntityId, Props>? runnerProps,
        EntityFences fences,
        EntityOptions options,
        NodeIdentity node,
        TimeProvider time,
        ILogger logger)
    {
        this.entity = entity;
        this.stateProps = stateProps;
        this.runnerProps = runnerProps;
        this.fences = fences;
        this.options = options;
        this.node = node;
        this.time = time;
        this.logger = logger;
        stateBackoff = new RestartBackoff(options);
        runnerBackoff = new RestartBackoff(options);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool MustRun => latest is { MustRun: true };

    private bool RunnerWanted => MustRun || latest is { Pending.Count: > 0 };

    protected override void PreStart()
    {
        Context.SetReceiveTimeout(options.PassivateAfter);
        StartState();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EntityMessages.Command command:
                ToState(command, command.CommandId);
                break;
            case EntityMessages.Query query:
                ToState(query, query.QueryId);
                break;
            case EntityMessages.Ensure or EntityRun.Report:
                state?.Forward(message);
                break;
            case EntityStop:
                End(EntityRun.StopReason.HandOver);
                break;
            case EntitySignals.Active active:
                OnActive(active);
                break;
            case EntitySignals.Changed changed:
                OnChanged(changed);
                break;
            case EntitySignals.Fenced fenced:
                OnFenced(fenced);
                break;
            case EntitySignals.RecoveryFailed failed:
                OnRecoveryFailed(failed);
                break;
            case EntitySignals.SnapshotUnreadable unreadable:
                OnSnapshotUnreadable(unreadable);
                break;
            case EntitySignals.StartState:
                StartState();
                break;
            case EntitySignals.StartRunner:
                StartRunnerWhereWanted();
                break;
            case EntitySignals.StopOverdue:
                OnStopOverdue();
                break;
            case ReceiveTimeout:
                OnIdle();
                break;
            case Terminated terminated:
                OnTerminated(terminated);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void ToState(object message, string id)
    {
        if (damage is not null)
        {
            Sender.Tell(new EntityAnswer(entity, id, AnswerStatus.Unavailable, AnswerCodes.StoreDamaged, damage, Node: node.Address));
            if (state is null && time.GetElapsedTime(damagedAt) >= DamageLook) StartState();
        }
        else if (state is null || ending)
        {
            Sender.Tell(new EntityAnswer(entity, id, AnswerStatus.Unavailable, AnswerCodes.Starting,
                "The entity recovers after a failure of the journal, or moves.", Node: node.Address));
        }
        else
        {
            state.Forward(message);
        }
    }

    private void OnActive(EntitySignals.Active active)
    {
        activation = active.Activation;
        recovered = true;
        damage = null;
        ignoreSnapshots = false;
        stateBackoff.Reset();
    }

    private void OnChanged(EntitySignals.Changed changed)
    {
        latest = changed;
        if (runner is null)
        {
            StartRunnerWhereWanted();
        }
        else if (!runnerStopping)
        {
            if (RunnerWanted)
                Inform(recovered ? changed.Pending : changed.Wanted);
            else
                StopRunner(EntityRun.StopReason.NotWanted);
        }

        recovered = false;
    }

    private void OnFenced(EntitySignals.Fenced fenced)
    {
        EntityLog.Fenced(logger, entity, fenced.Activation, fenced.By);
        fences.Add(entity, time.GetUtcNow() + options.FencedFor);
        End(EntityRun.StopReason.Fenced);
    }

    private void OnRecoveryFailed(EntitySignals.RecoveryFailed failed)
    {
        if (failed.Damage is { } found)
        {
            damage = found.Message;
            damagedAt = time.GetTimestamp();
            EntityLog.Damaged(logger, entity, found.Message);
        }
        else
        {
            EntityLog.RecoveryFailed(logger, entity, failed.Cause.GetBaseException().Message.Split('\n')[0].Trim());
        }
    }

    private void OnSnapshotUnreadable(EntitySignals.SnapshotUnreadable snapshot)
    {
        EntityLog.SnapshotUnreadable(logger, entity, snapshot.Reason);
        ignoreSnapshots = true;
    }

    private void OnTerminated(Terminated terminated)
    {
        if (terminated.ActorRef.Equals(state))
        {
            state = null;
            if (!ending && damage is null) Timers.StartSingleTimer(EntitySignals.StartState.Instance, EntitySignals.StartState.Instance,
                ignoreSnapshots ? TimeSpan.Zero : stateBackoff.Next());
        }
        else if (terminated.ActorRef.Equals(runner))
        {
            OnRunnerTerminated();
        }

        if (ending && state is null && runner is null) Context.Stop(Self);
    }

    private void OnRunnerTerminated()
    {
        runner = null;
        Timers.Cancel(EntitySignals.StopOverdue.Instance);
        if (ending) return;
        if (runnerStopping)
        {
            runnerStopping = false;
            runnerBackoff.Reset();
            StartRunnerWhereWanted();
            return;
        }

        var delay = runnerBackoff.Next();
        EntityLog.RunnerFailed(logger, entity, (long)delay.TotalMilliseconds);
        Timers.StartSingleTimer(EntitySignals.StartRunner.Instance, EntitySignals.StartRunner.Instance, delay);
    }

    private void StartState()
    {
        if (state is not null || ending) return;
        var life = new EntityLife(activation, ignoreSnapshots, fences.Until(entity));
        state = Context.Watch(Context.ActorOf(stateProps(life)));
    }

    private void StartRunnerWhereWanted()
    {
        if (runner is not null || runnerProps is null || ending || !RunnerWanted) return;
        Timers.Cancel(EntitySignals.StartRunner.Instance);
        runner = Context.Watch(Context.ActorOf(runnerProps(entity)));
        Inform(latest!.Pending);
    }

    private void Inform(IReadOnlyList<IEffect> effects)
    {
        runner!.Tell(new EntityRun.Changed(latest!.State, latest.Seq, latest.Activation));
        foreach (var effect in effects) runner.Tell(new EntityRun.Perform(effect, latest.Activation));
    }

    private void StopRunner(EntityRun.StopReason reason)
    {
        runnerStopping = true;
        runner!.Tell(new EntityRun.Stop(reason));
        Timers.StartSingleTimer(EntitySignals.StopOverdue.Instance, EntitySignals.StopOverdue.Instance, options.StopWithin);
    }

    private void OnStopOverdue()
    {
        if (runner is null) return;
        EntityLog.StopOverdue(logger, entity, options.StopWithin.TotalSeconds);
        Context.Stop(runner);
    }

    /// <summary>Stops both children, then this actor.</summary>
    private void End(EntityRun.StopReason reason)
    {
        if (ending) return;
        ending = true;
        Timers.Cancel(EntitySignals.StartState.Instance);
        Timers.Cancel(EntitySignals.StartRunner.Instance);
        state?.Tell(EntitySignals.StopState.Instance);
        if (runner is not null && !runnerStopping) StopRunner(reason);
        if (state is null && runner is null) Context.Stop(Self);
    }

    private void OnIdle()
    {
        var known = latest is not null || damage is not null;
        if (known && !MustRun && !ending) Context.Parent.Tell(new Passivate(EntityStop.Instance));
    }
}
