namespace Fresnel.Kernel.EventSourcing;

/// <summary>A stream holds an event that this entity does not know; never skipped in silence.</summary>
public sealed class UnknownEventException(object @event) : Exception($"{@event?.GetType().Name ?? "null"} is not an event of this entity.");
