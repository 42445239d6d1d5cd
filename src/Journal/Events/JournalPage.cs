using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Events;

/// <summary>A page of the journal's one order of events.</summary>
/// <param name="Events">The events, oldest first; empty at the end.</param>
/// <param name="Next">Where the next page starts.</param>
public sealed record JournalPage(IReadOnlyList<JournalEvent> Events, EventCursor Next);

/// <summary>An event with its place in the journal's one order.</summary>
/// <param name="Cursor">The cursor after this event.</param>
/// <param name="Shard">The shard of its entity.</param>
/// <param name="Event">The event.</param>
public sealed record JournalEvent(EventCursor Cursor, int Shard, StoredEvent Event);
