using Fresnel.Messages;
using Fresnel.Messages.Wire;

namespace Fresnel.Storage.Events;

/// <summary>An event as it is read back from the journal.</summary>
/// <param name="Cursor">The cursor after this event; default where the read does not return cursors (see <see cref="IEventSource"/>).</param>
/// <param name="Entity">Its entity.</param>
/// <param name="Seq">Its number in the entity's history, from 1 without gaps.</param>
/// <param name="Activation">The activation of the entity that wrote it (in the old engine: the epoch); never decreases.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Message">The event under its wire name, as it was written.</param>
/// <param name="Cause">The id of the command that caused it, or null.</param>
public sealed record StoredEvent(EventCursor Cursor, EntityId Entity, long Seq, long Activation, DateTimeOffset At, WireData Message, string? Cause);
