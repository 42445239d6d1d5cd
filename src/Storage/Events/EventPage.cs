namespace Fresnel.Storage.Events;

/// <summary>A page of the journal's one order of events.</summary>
/// <param name="Events">The events, oldest first; empty at the end.</param>
/// <param name="Next">Where the next page starts.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, EventCursor Next);
