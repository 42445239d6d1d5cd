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
    /// <summary>What the host gave.</summary>
    protected EntityEnvironment Environment { get; } = environment;

    /// <summary>The state as of the last event on disk.</summary>
    protected TState State { get; private set; } = TState.Initial;

    /// <summary>The sequence number of the last event; 0 for a new entity.</summary>
    protected long Seq { get; private set; }

    /// <summary>Does something that follows from the state, at least once. Its completion is a command to itself (<see cref="Submit"/>). Runs in turn: long work goes through <see cref="IActorContext{TMessage}.PipeToSelf{TResult}"/> or a child.</summary>
    protected virtual ValueTask PerformAsync(IEffect effect) =>
        throw new NotSupportedException($"{GetType().Name} has no way to perform {effect?.GetType().Name}.");

    /// <summary>Answers a query from the state: a message with a wire name, or a <see cref="Refusal"/>.</summary>
    /// <exception cref="UnknownCommandException">No such query here.</exception>
    protected virtual ValueTask<object> AnswerAsync(object query) => throw new UnknownCommandException(query);

    /// <summary>Handles the entity's own messages, from timers and children.</summary>
    protected virtual ValueTask OnMessageAsync(EntityMessage message) =>
        throw new NotSupportedException($"{GetType().Name} has no way to handle {message?.GetType().Name}.");

    /// <summary>Called when the state has been loaded, before its pending effects and the first message.</summary>
    protected virtual ValueTask OnLoadedAsync() => default;

    /// <summary>Called after each event that was written and applied; not for those replayed. For publishing.</summary>
    /// <param name="event">The event.</param>
    /// <param name="seq">Its number in the stream.</param>
    /// <param name="at">When it was decided.</param>
    protected virtual void OnEvent(TEvent @event, long seq, DateTimeOffset at)
    {
    }

    /// <summary>Gives a command to itself; it is decided next, and needs no room in the mailbox.</summary>
    protected void Submit(TCommand command) => Context.TellSelf(new EntityCommand(command));

    /// <inheritdoc />
    protected override ValueTask ReceiveAsync(EntityMessage message) => throw new NotImplementedException();
}
