using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>A row of the journal is not an event that can be read. Trying again does not help; restore it from a backup.</summary>
/// <param name="entity">The entity, as the row names it.</param>
/// <param name="seq">The event's number in the entity's history.</param>
/// <param name="cursor">The cursor after the event, for readers that can do without it.</param>
/// <param name="why">What is wrong with it.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class EventUnreadableException(string entity, long seq, EventCursor cursor, string why, Exception? inner = null)
    : StoreDamagedException(FormattableString.Invariant($"Event {seq} of {entity} cannot be read: {why}."), inner)
{
    /// <summary>The entity, as the row names it.</summary>
    public string Entity { get; } = entity;

    /// <summary>The event's number in the entity's history.</summary>
    public long Seq { get; } = seq;

    /// <summary>The cursor after the event.</summary>
    public EventCursor Cursor { get; } = cursor;
}
