namespace Fresnel.Kernel.EventSourcing;

/// <summary>An entity's state: an immutable record whose two functions are pure. No clock, no random, no input or output.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
/// <typeparam name="TCommand">What it is asked.</typeparam>
/// <typeparam name="TEvent">What happens to it.</typeparam>
public interface IEntityState<TSelf, in TCommand, TEvent>
    where TSelf : class, IEntityState<TSelf, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    /// <summary>The state before the first event.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>The entity's status for the journal's head, by which those that must run are found: <c>enabled</c>, <c>deleted</c>. Null leaves it as it is.</summary>
    string? Status { get; }

    /// <summary>Whether the entity must stay loaded though nobody talks to it: an enabled camera. Default false.</summary>
    bool MustStay => false;

    /// <summary>What is still to be done about the state. Issued when the entity is loaded; must leave out what an event says is done. Default nothing.</summary>
    IEnumerable<IEffect> PendingEffects => [];

    /// <summary>The answer to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="now">The time of the decision, for events to carry.</param>
    /// <exception cref="UnknownCommandException">No such command here.</exception>
    Decision<TEvent> Decide(TCommand command, DateTimeOffset now);

    /// <summary>The state after an event. Must not refuse: the event has happened.</summary>
    /// <exception cref="UnknownEventException">No such event here.</exception>
    TSelf Apply(TEvent @event);
}
