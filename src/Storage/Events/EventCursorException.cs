namespace Fresnel.Storage.Events;

/// <summary>A cursor points into another history than the journal's: what was built from it must be rebuilt.</summary>
public sealed class EventCursorException(EventCursor cursor, string why)
    : Exception($"The cursor {cursor} does not belong to this journal: {why}.")
{
    /// <summary>The cursor.</summary>
    public EventCursor Cursor { get; } = cursor;
}
