namespace Fresnel.Messages.Entities;

/// <summary>
/// An event as it is journaled. Its JSON is that of the event, with the <see cref="EventMeta"/> as the property <c>_</c>;
/// its manifest is the event's wire name and version.
/// </summary>
/// <param name="Event">The event.</param>
/// <param name="Meta">Its cause, its time, and the answer to the command where this is the command's last event.</param>
public sealed record JournaledEvent(IEntityEvent Event, EventMeta Meta) : IWireMessage;
