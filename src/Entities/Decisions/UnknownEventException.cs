namespace Fresnel.Entities.Decisions;

/// <summary>An event that the entity does not know; never skipped in silence.</summary>
public sealed class UnknownEventException(object @event) : Exception($"{@event?.GetType().Name ?? "null"} is not an event of this entity.");
