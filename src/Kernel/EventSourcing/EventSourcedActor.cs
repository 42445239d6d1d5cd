using Fresnel.Storage;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>
/// An entity: its state is the fold of its events. For each command, in this order: decide, append with the expected
/// sequence number and epoch, apply, reply, then effects.
/// </summary>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TCommand">What it is asked.</typeparam>
/// <typeparam name="TEvent">What happens to it.</typeparam>
public abstract class EventSourcedActor<TState, TCommand, TEvent>(EntityEnvironment environment) : Actor<EntityMessage>
    where TState : class, IEntityState<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    private EntityStream<TState, TCommand, TEvent>? stream;
    private bool stale;

    /// <summary>What the host gave.</summary>
    protected EntityEnvironment Environment { get; } = environment;

    /// <summary>The state as of the last event on disk.</summary>
    protected TState State => Stream.State;

    /// <summary>The sequence number of the last event; 0 for a new entity.</summary>
    protected long Seq => Stream.Seq;

    private EntityStream<TState, TCommand, TEvent> Stream => stream ??= new(Environment, Context.Time, Context.Logger);

    /// <summary>Does something that follows from the state, at least once. Its completion is a command to itself (<see cref="Submit"/>). Runs in turn: long work goes through <see cref="IActorContext{TMessage}.PipeToSelf{TResult}"/> or a child.</summary>
    protected virtual ValueTask PerformAsync(IEffect effect) =>
        throw new NotSupportedException($"{GetType().Name} has no way to perform {effect?.GetType().Name}.");

    /// <summary>Answers a query from the state: a message with a wire name, or a <see cref="Refusal"/>.</summary>
    /// <exception cref="UnknownCommandException">No such query here.</exception>
    protected virtual ValueTask<object> AnswerAsync(object query) => throw new UnknownCommandException(query);

    /// <summary>Handles the entity's own messages, from timers and children.</summary>
    protected virtual ValueTask OnMessageAsync(EntityMessage message) =>
        throw new NotSupportedException($"{GetType().Name} has no way to handle {message?.GetType().Name}.");

    /// <summary>Called when the state has been loaded (also where it had to be loaded again), before its pending effects and the first message.</summary>
    protected virtual ValueTask OnLoadedAsync() => default;

    /// <summary>Called after the reply for each event that was written and applied; not for those replayed. For publishing, at most once.</summary>
    /// <param name="event">The event.</param>
    /// <param name="seq">Its number in the stream.</param>
    /// <param name="at">When it was decided.</param>
    protected virtual void OnEvent(TEvent @event, long seq, DateTimeOffset at)
    {
    }

    /// <summary>Gives a command to itself; it is decided next, and needs no room in the mailbox.</summary>
    protected void Submit(TCommand command) => Context.TellSelf(new EntityCommand(command));

    /// <inheritdoc />
    protected sealed override ValueTask ReceiveAsync(EntityMessage message) => message switch
    {
        EntityCommand command => ReceiveCommandAsync(command),
        EntityQuery query => ReceiveQueryAsync(query),
        EntityIdle => ReceiveIdle(),
        _ => OnMessageAsync(message),
    };

    /// <summary>Loads the state; what an entity does at its start goes into <see cref="OnLoadedAsync"/>.</summary>
    protected sealed override async ValueTask OnStartedAsync()
    {
        Context.SetReceiveTimeout(Environment.Options.PassivateAfter, EntityIdle.Instance);
        try
        {
            await LoadAsync().ConfigureAwait(false);
        }
        catch (StoreDamagedException damage)
        {
            // A restart would meet the same. It stays without a state, and says so to whoever asks.
            stale = true;
            EntityLog.Damaged(Context.Logger, Environment.Stream, damage.Message);
        }
    }

    internal override async ValueTask EndAsync()
    {
        await Stream.Saving.ConfigureAwait(false);
        await base.EndAsync().ConfigureAwait(false);
    }

    private async ValueTask ReceiveCommandAsync(EntityCommand message)
    {
        if ((message.CommandId is not null || message.ReplyTo.IsWanted) && Refuses(message.Command, message.ReplyTo)) return;
        try
        {
            if (stale) await ReloadAsync(message.ReplyTo).ConfigureAwait(false);
            if (!await TryCarryOutAsync(message).ConfigureAwait(false) && !await TryCarryOutAsync(message).ConfigureAwait(false))
            {
                message.ReplyTo.Tell(EntityReply.Unavailable(RefusalCodes.Conflict, $"The stream of {Environment.Stream} moved twice while the command was decided."));
            }
        }
        catch (StoreDamagedException damage)
        {
            RefuseDamaged(message.ReplyTo, damage);
        }
        catch (OperationCanceledException) when (Context.Stopping.IsCancellationRequested)
        {
            message.ReplyTo.Tell(EntityReply.Unavailable(RefusalCodes.Stopping, $"{Environment.Stream} was stopped before it is known that the command is on disk."));
            throw;
        }
    }

    /// <summary>Decides, appends, applies, replies and performs; false where the stream had moved and was loaded again.</summary>
    private async ValueTask<bool> TryCarryOutAsync(EntityCommand message)
    {
        var now = Context.Time.GetUtcNow();
        if (!TryDecide(message, now, out var decision, out var next, out var append)) return true;
        if (append is null)
        {
            message.ReplyTo.Tell(EntityReply.Remembered(Encode(decision.Reply)));
            await PerformAllAsync(decision.Effects).ConfigureAwait(false);
            return true;
        }

        switch (await Stream.AppendAsync(append, Context.Stopping).ConfigureAwait(false))
        {
            case AppendOutcome.Accepted accepted:
                Stream.Move(next, accepted.Seq);
                message.ReplyTo.Tell(EntityReply.Remembered(append.Reply ?? Encode(decision.Reply)));
                var first = accepted.Seq - decision.Events.Count + 1;
                for (var i = 0; i < decision.Events.Count; i++) OnEvent(decision.Events[i], first + i, now);
                await PerformAllAsync(decision.Effects).ConfigureAwait(false);
                return true;

            case AppendOutcome.AlreadyAnswered answered:
                message.ReplyTo.Tell(EntityReply.Remembered(answered.Reply));
                return true;

            case AppendOutcome.Fenced fenced:
                BeFenced(message, fenced);
                return true;

            case AppendOutcome.Conflict conflict:
                EntityLog.Conflict(Context.Logger, Environment.Stream, conflict.Seq, append.ExpectedSeq);
                await ReloadAsync(message.ReplyTo).ConfigureAwait(false);
                return await TryAnswerAgainAsync(message).ConfigureAwait(false);

            default:
                stale = true;
                message.ReplyTo.Tell(EntityReply.Unavailable(RefusalCodes.StoreUnavailable, $"The journal did not take the command of {Environment.Stream} in {Environment.Options.AppendAttempts} attempts; send it again with the same id."));
                return true;
        }
    }

    private bool TryDecide(EntityCommand message, DateTimeOffset now, out Decision<TEvent> decision, out TState next, out Append? append)
    {
        (decision, next, append) = (null!, State, null);
        try
        {
            decision = State.Decide(message.Command as TCommand ?? throw new UnknownCommandException(message.Command), now);
            if (decision.Events.Count == 0 && message.CommandId is null) return true;
            next = Stream.Fold(decision.Events);
            append = new Append
            {
                Stream = Environment.Stream,
                Shard = Environment.Shard,
                Epoch = Environment.Epoch,
                ExpectedSeq = Seq,
                AppendId = Guid.NewGuid(),
                Events = Encode(decision.Events),
                Meta = CauseMeta.Encode(Context.Current, message.CommandId),
                At = now,
                CommandId = message.CommandId,
                Reply = message.CommandId is null ? null : Encode(decision.Reply),
                Status = decision.Events.Count == 0 ? null : next.Status,
            };
            return true;
        }
        catch (Exception failure)
        {
            RefuseFailed(message.Command, message.ReplyTo, failure);
            return false;
        }
    }

    private async ValueTask ReceiveQueryAsync(EntityQuery message)
    {
        if (Refuses(message.Query, message.ReplyTo)) return;
        try
        {
            if (stale) await ReloadAsync(message.ReplyTo).ConfigureAwait(false);
        }
        catch (StoreDamagedException damage)
        {
            RefuseDamaged(message.ReplyTo, damage);
            return;
        }

        try
        {
            message.ReplyTo.Tell(EntityReply.Remembered(Encode(await AnswerAsync(message.Query).ConfigureAwait(false))));
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !Context.Stopping.IsCancellationRequested)
        {
            RefuseFailed(message.Query, message.ReplyTo, failure);
        }
    }

    private ValueTask ReceiveIdle()
    {
        if (stale || !State.MustStay) Environment.Host.OnIdle(Environment.Stream, Context.Self);
        Context.SetReceiveTimeout(Environment.Options.PassivateAfter, EntityIdle.Instance);
        return default;
    }

    /// <summary>Whether nobody waits for the answer any more; then it is refused unseen, and not remembered.</summary>
    private bool Refuses(object asked, ReplyTo<EntityReply> replyTo)
    {
        if (Context.Current is not { Deadline: { } deadline } || Context.Time.GetUtcNow() < deadline) return false;
        replyTo.Tell(EntityReply.Unavailable(RefusalCodes.DeadlinePassed, $"The deadline of {asked?.GetType().Name} for {Environment.Stream} was {deadline:O}."));
        return true;
    }

    private void RefuseFailed(object asked, ReplyTo<EntityReply> replyTo, Exception failure)
    {
        if (failure is UnknownCommandException)
        {
            replyTo.Tell(EntityReply.Unavailable(RefusalCodes.UnknownCommand, failure.Message));
            return;
        }

        var name = asked?.GetType().Name ?? "null";
        EntityLog.DecisionFailed(Context.Logger, failure, Environment.Stream, name);
        replyTo.Tell(EntityReply.Unavailable(RefusalCodes.Failed, $"{name} failed in {Environment.Stream}: {failure.GetType().Name}. Nothing was written."));
    }

    private void RefuseDamaged(ReplyTo<EntityReply> replyTo, StoreDamagedException damage)
    {
        if (!stale) EntityLog.Damaged(Context.Logger, Environment.Stream, damage.Message);
        stale = true;
        replyTo.Tell(EntityReply.Unavailable(RefusalCodes.StoreDamaged, damage.Message));
    }

    private void BeFenced(EntityCommand message, AppendOutcome.Fenced fenced)
    {
        EntityLog.Fenced(Context.Logger, Environment.Stream, fenced.Epoch, Environment.Epoch);
        message.ReplyTo.Tell(EntityReply.Unavailable(RefusalCodes.Fenced, $"Epoch {fenced.Epoch} owns shard {Environment.Shard}; {Environment.Stream} ran here under {Environment.Epoch}."));
        Context.StopSelf();
        Environment.Host.OnFenced(Environment.Stream, Context.Self, fenced.Epoch);
    }

    /// <summary>After a reload: whether the command turns out to be answered already.</summary>
    private async ValueTask<bool> TryAnswerAgainAsync(EntityCommand message)
    {
        if (message.CommandId is not { } id) return false;
        if (await Environment.Store.FindReplyAsync(Environment.Stream, id, Context.Stopping).ConfigureAwait(false) is not { } reply) return false;
        message.ReplyTo.Tell(EntityReply.Remembered(reply));
        return true;
    }

    private async ValueTask ReloadAsync(ReplyTo<EntityReply> replyTo)
    {
        try
        {
            await LoadAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not StoreDamagedException && !Context.Stopping.IsCancellationRequested)
        {
            replyTo.Tell(EntityReply.Unavailable(RefusalCodes.StoreUnavailable, $"{Environment.Stream} could not be loaded again: {failure.GetType().Name}."));
            throw;
        }
    }

    private async ValueTask LoadAsync()
    {
        stale = true;
        await Stream.LoadAsync(Context.Stopping).ConfigureAwait(false);
        stale = false;
        await OnLoadedAsync().ConfigureAwait(false);
        await PerformAllAsync(State.PendingEffects).ConfigureAwait(false);
    }

    private async ValueTask PerformAllAsync(IEnumerable<IEffect> effects)
    {
        foreach (var effect in effects) await PerformAsync(effect).ConfigureAwait(false);
    }

    private EncodedMessage Encode(object message) =>
        KernelMessages.TryEncode(message, out var encoded) ? encoded : Environment.Codec.Encode(message);

    private EncodedMessage[] Encode(IReadOnlyList<TEvent> events)
    {
        if (events.Count == 0) return [];
        var encoded = new EncodedMessage[events.Count];
        for (var i = 0; i < encoded.Length; i++) encoded[i] = Environment.Codec.Encode(events[i]);
        return encoded;
    }
}
