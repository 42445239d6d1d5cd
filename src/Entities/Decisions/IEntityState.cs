using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Decisions;

/// <summary>
/// An entity's state: an immutable record whose functions are pure. No clock, no random, no input or output. Has a wire name, for
/// snapshots.
/// </summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
/// <typeparam name="TCommand">What it is asked.</typeparam>
/// <typeparam name="TEvent">What happens to it.</typeparam>
public interface IEntityState<TSelf, in TCommand, TEvent>
    where TSelf : class, IEntityState<TSelf, TCommand, TEvent>
    where TCommand : class
    where TEvent : class, IEntityEvent
{
    /// <summary>The state before the first event.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>The entity's status for the catalogue: <c>enabled</c>, <c>deleted</c>. Null where it has none yet.</summary>
    string? Status => null;

    /// <summary>Whether the entity must run though nobody talks to it: an enabled camera, a run in progress. Default false.</summary>
    bool MustRun => false;

    /// <summary>What readers see of the state, also in the answer to each command; its type has a wire name.</summary>
    object View { get; }

    /// <summary>
    /// What is still to be done about the state. Issued when the entity has recovered; must leave out what an event says is done. Default
    /// nothing.
    /// </summary>
    IEnumerable<IEffect> PendingEffects => [];

    /// <summary>The answer to a query other than <see cref="EntityMessages.GetView"/>; null where the query is not known.</summary>
    object? Answer(object query) => null;

    /// <summary>The answer to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="now">The time of the decision, for events to carry.</param>
    /// <exception cref="UnknownCommandException">The command is not known here.</exception>
    Decision<TEvent> Decide(TCommand command, DateTimeOffset now);

    /// <summary>The state after an event. Must not refuse: the event has happened.</summary>
    /// <exception cref="UnknownEventException">The event is not known here.</exception>
    TSelf Apply(TEvent @event);
}
