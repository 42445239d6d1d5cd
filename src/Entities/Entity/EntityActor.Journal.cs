using Akka.Actor;
using Akka.Persistence;
using Fresnel.Entities.Decisions;
using Fresnel.Entities.Serialization;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Entity;

// What the state writes to the journal and reads back.
internal sealed partial class EntityActor<TState, TCommand, TEvent>
{
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: EntitySnapshot { State: TState kept } snapshot } offer:
                OnSnapshot(offer.Metadata.SequenceNr, kept, snapshot);
                break;
            case SnapshotOffer { Snapshot: var unreadable }:
                Context.Parent.Tell(new EntitySignals.SnapshotUnreadable(
                    (unreadable as UnreadableSnapshot)?.Reason ?? $"it holds a {unreadable.GetType().Name}"));
                Context.Stop(Self);
                break;
            case JournaledEvent journaled:
                OnReplayed(journaled);
                break;
            case RecoveryCompleted:
                OnRecovered();
                break;
            default:
                throw new HistoryDamagedException($"The row {LastSequenceNr} of {entity} is a {message.GetType().Name}, not an event.");
        }
    }

    /// <summary>
    /// The history could not be read. Akka stops this actor next; the parent is told whether it is damage or the database.
    /// </summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.Parent.Tell(new EntitySignals.RecoveryFailed(reason, EntityDamage.Find(reason)));

    private void OnSnapshot(long seq, TState kept, EntitySnapshot snapshot)
    {
        state = kept;
        lastActivation = snapshot.Activation;
        writtenStatus = snapshot.Status;
        writtenMustRun = snapshot.MustRun;
        foreach (var answer in snapshot.Answers) answers.Add(answer);
        folded = newestSnapshot = seq;
    }

    private void OnReplayed(JournaledEvent journaled)
    {
        if (LastSequenceNr != folded + 1) throw new HistoryDamagedException(
            $"Row {LastSequenceNr} of {entity} follows row {folded}: rows are missing.");
        folded = LastSequenceNr;
        var meta = journaled.Meta;
        switch (journaled.Event)
        {
            case EntityEvents.Activated activated:
                (lastActivation, lastActivatedBy) = (meta.Activation, activated.Node);
                break;
            case EntityEvents.Answered:
                break;
            case TEvent @event:
                state = state.Apply(@event);
                break;
            default:
                throw new UnknownEventException(journaled.Event);
        }

        Written(meta);
        if (meta is { Command: { } command, Answer: { } answer }) answers.Add(
            new RememberedAnswer(command, answer, LastSequenceNr, meta.At));
    }

    private void OnRecovered()
    {
        // Rows that exist and were not replayed would be forgotten events: the entity must not run on them.
        if (folded != LastSequenceNr)
        {
            var damage = new HistoryDamagedException($"{entity} has {LastSequenceNr} rows, and {folded} were replayed.");
            Context.Parent.Tell(new EntitySignals.RecoveryFailed(damage, damage));
            Context.Stop(Self);
            return;
        }

        if (life.HeldActivation != 0)
        {
            if (lastActivation == life.HeldActivation)
            {
                BecomeActive();
                return;
            }

            Context.Parent.Tell(new EntitySignals.Fenced(lastActivation, lastActivatedBy));
            Context.Stop(Self);
            return;
        }

        Activate();
    }

    /// <summary>Persists the activation, as soon as this node may.</summary>
    private void Activate()
    {
        if (active) return;
        var now = time.GetUtcNow();
        if (!standing.IsGood || now < life.NotBefore)
        {
            Timers.StartSingleTimer(EntitySignals.TryActivate.Instance, EntitySignals.TryActivate.Instance, StandingLook);
            return;
        }

        var meta = Catalogued(new EventMeta(now, lastActivation + 1), state);
        Persist(new JournaledEvent(new EntityEvents.Activated(node.Incarnation), meta), written =>
        {
            lastActivation = written.Meta.Activation;
            Written(written.Meta);
            folded = LastSequenceNr;
            BecomeActive();
            SnapshotWhereDue();
        });
    }

    private void BecomeActive()
    {
        active = true;
        EntityLog.Activated(logger, entity, lastActivation, LastSequenceNr, (long)time.GetElapsedTime(born).TotalMilliseconds);
        Context.Parent.Tell(new EntitySignals.Active(lastActivation));
        TellState([]);
    }

    /// <summary>Journals a decision as one unit, then folds it, answers by <paramref name="then"/>, and asks for its effects.</summary>
    private void Persist(
        Decision<TEvent> decision, TState next, DateTimeOffset now, string? command, JournaledAnswer? answer, string? trace, Action then)
    {
        var last = decision.Events.Count - 1;
        if (last <= 0)
        {
            IEntityEvent only = last == 0 ? decision.Events[0] : new EntityEvents.Answered();
            var meta = Catalogued(new EventMeta(now, lastActivation, command, answer, trace), next);
            Persist(new JournaledEvent(only, meta), Finish);
            return;
        }

        var rows = new JournaledEvent[decision.Events.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var meta = new EventMeta(now, lastActivation, command, i == last ? answer : null, trace);
            rows[i] = new JournaledEvent(decision.Events[i], i == last ? Catalogued(meta, next) : meta);
        }

        var left = rows.Length;
        PersistAll(rows, row =>
        {
            if (--left == 0) Finish(row);
        });

        void Finish(JournaledEvent row)
        {
            state = next;
            folded = LastSequenceNr;
            Written(row.Meta);
            then();
            if (decision.Events.Count > 0 || decision.Effects.Count > 0) TellState(decision.Effects);
            SnapshotWhereDue();
        }
    }

    private void TellState(IReadOnlyList<IEffect> wanted) =>
        Context.Parent.Tell(new EntitySignals.Changed(state, state.MustRun, wanted, [.. state.PendingEffects], LastSequenceNr,
            lastActivation));

    /// <summary>Adds what the catalogue reads where it changed.</summary>
    private EventMeta Catalogued(EventMeta meta, TState after) => meta with
    {
        Status = after.Status == writtenStatus ? null : after.Status,
        MustRun = after.MustRun == writtenMustRun ? null : after.MustRun,
    };

    private void Written(EventMeta meta)
    {
        writtenStatus = meta.Status ?? writtenStatus;
        writtenMustRun = meta.MustRun ?? writtenMustRun;
    }

    private void SnapshotWhereDue()
    {
        if (LastSequenceNr - newestSnapshot < options.SnapshotEvery) return;
        olderSnapshot = newestSnapshot;
        newestSnapshot = LastSequenceNr;
        SaveSnapshot(new EntitySnapshot(state, lastActivation, answers.ToArray(), writtenStatus, writtenMustRun));
    }

    /// <summary>Two snapshots are kept: should the newest be unreadable, the rows since the one before it are few.</summary>
    private void OnSnapshotSaved(long seq)
    {
        if (seq == newestSnapshot && olderSnapshot > 1) DeleteSnapshots(new SnapshotSelectionCriteria(olderSnapshot - 1));
    }
}
