using Fresnel.Storage;
using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>An entity's state and where its stream stands: loads, appends with retries, keeps snapshots.</summary>
internal sealed class EntityStream<TState, TCommand, TEvent>(EntityEnvironment entity, TimeProvider time, ILogger log)
    where TState : class, IEntityState<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    private long snapshotSeq;

    public TState State { get; private set; } = TState.Initial;

    public long Seq { get; private set; }

    /// <summary>The snapshot being written, or complete.</summary>
    public Task Saving { get; private set; } = Task.CompletedTask;

    /// <summary>Reads the newest snapshot that can be read, and the events after it.</summary>
    /// <exception cref="UnknownMessageException">An event's wire name or version is not known.</exception>
    /// <exception cref="UnknownEventException">An event is not this entity's.</exception>
    /// <exception cref="StoreDamagedException">The stream has a gap, or is damaged otherwise.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var (seq, state) = await FindSnapshotAsync(cancellationToken).ConfigureAwait(false);
        snapshotSeq = seq;
        await foreach (var stored in entity.Store.ReadStreamAsync(entity.Stream, seq, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Seq != seq + 1) throw new StoreDamagedException($"The stream of {entity.Stream} goes from event {seq} to {stored.Seq}.");
            state = state.Apply(AsEvent(entity.Codec.Decode(stored.Message)));
            seq = stored.Seq;
        }

        (Seq, State) = (seq, state);
    }

    /// <summary>The state after these events. The stream does not move.</summary>
    public TState Fold(IReadOnlyList<TEvent> events)
    {
        var state = State;
        foreach (var happened in events) state = state.Apply(happened);
        return state;
    }

    /// <summary>Writes, trying again with the same append id where the store fails. Null where it is not known whether it was written.</summary>
    /// <exception cref="OperationCanceledException">Stopped meanwhile; it is not known whether it was written.</exception>
    /// <exception cref="StoreDamagedException">The place to write to is damaged: nothing was written.</exception>
    public async ValueTask<AppendOutcome?> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        var delay = entity.Options.AppendRetryDelay;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await entity.Store.AppendAsync(append, cancellationToken).ConfigureAwait(false);
                if (attempt > 1 && outcome is (AppendOutcome.Conflict or AppendOutcome.AlreadyAnswered) && await IsWrittenAsync(append, cancellationToken).ConfigureAwait(false))
                {
                    return new AppendOutcome.Accepted(append.ExpectedSeq + append.Events.Count);
                }

                return outcome;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception failure) when (failure is not StoreDamagedException)
            {
                EntityLog.AppendFailed(log, failure, entity.Stream, attempt, entity.Options.AppendAttempts);
                if (attempt >= entity.Options.AppendAttempts) return null;
            }

            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            delay *= 2;
        }
    }

    /// <summary>Moves to the state after an append that was accepted.</summary>
    public void Move(TState state, long seq)
    {
        (State, Seq) = (state, seq);
        if (seq - snapshotSeq < entity.Options.SnapshotEvery || !Saving.IsCompleted) return;
        snapshotSeq = seq;
        Saving = Task.Run(() => SaveAsync(seq, state));
    }

    private static TEvent AsEvent(object decoded) => decoded as TEvent ?? throw new UnknownEventException(decoded);

    private async ValueTask<(long Seq, TState State)> FindSnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            var stored = await entity.Store.FindSnapshotAsync(entity.Stream, cancellationToken).ConfigureAwait(false);
            if (stored is not null) return (stored.Seq, (TState)entity.Codec.Decode(stored.State));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            EntityLog.SnapshotIgnored(log, failure, entity.Stream);
        }

        return (0, TState.Initial);
    }

    /// <summary>Whether the events of an append stand where it wanted them: an earlier attempt was written, and only its answer lost.</summary>
    private async ValueTask<bool> IsWrittenAsync(Append append, CancellationToken cancellationToken)
    {
        if (append.Events.Count == 0) return false;
        var at = 0;
        await foreach (var stored in entity.Store.ReadStreamAsync(entity.Stream, append.ExpectedSeq, cancellationToken).ConfigureAwait(false))
        {
            var wanted = append.Events[at];
            if (stored.Epoch != append.Epoch || stored.Message.Type != wanted.Type || !stored.Message.Data.Span.SequenceEqual(wanted.Data.Span)) return false;
            if (++at == append.Events.Count) return true;
        }

        return false;
    }

    private async Task SaveAsync(long seq, TState state)
    {
        try
        {
            await entity.Store.SaveSnapshotAsync(entity.Stream, new StoredSnapshot(seq, entity.Codec.Encode(state)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            EntityLog.SnapshotNotSaved(log, failure, entity.Stream, seq);
        }
    }
}
