using Fresnel.Messages;

namespace Fresnel.Storage.Events;

/// <summary>
/// The journal as its readers see it: projections, the event API, audits. One order over all events, and the history of
/// one entity. Nobody writes through it.
/// </summary>
/// <remarks>
/// Members may be called from any thread. They throw <see cref="StoreUnavailableException"/> (as a rule an
/// <see cref="EventSourceUnavailableException"/>) where the store cannot be reached, and a <see cref="StoreDamagedException"/> that
/// names the event where an event cannot be read.
/// </remarks>
public interface IEventSource
{
    /// <summary>Names the history that cursors point into; a restore from a backup changes it.</summary>
    Guid History { get; }

    /// <summary>The cursor before the first event.</summary>
    EventCursor Start { get; }

    /// <summary>
    /// The next events of all entities, in the one order of the journal. Never skips: an event that becomes visible later
    /// never comes before one already read.
    /// </summary>
    /// <param name="after">Where the last page ended, or <see cref="Start"/>.</param>
    /// <param name="limit">The most events to return, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EventCursorException">The cursor is of another history: what was built from it must be rebuilt.</exception>
    ValueTask<EventPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken);

    /// <summary>The cursor after the last event that can be read now.</summary>
    ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken);

    /// <summary>Completes when there may be events after a cursor.</summary>
    ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken);

    /// <summary>
    /// A page of one entity's history; empty where there is no such entity. The next page starts at the last sequence number of
    /// this one; the cursors of its events may be default.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="from">Oldest first: the page starts after this sequence number. Newest first: before it (null for the newest).</param>
    /// <param name="limit">The most events to return, 1 to 10,000.</param>
    /// <param name="newestFirst">Which way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredEvent>> ReadEntityAsync(
        EntityId entity, long? from, int limit, bool newestFirst, CancellationToken cancellationToken);

    /// <summary>The newest events of all entities, newest first. The cursors of the events may be default.</summary>
    /// <param name="limit">The most events to return, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredEvent>> ReadLatestAsync(int limit, CancellationToken cancellationToken);
}
