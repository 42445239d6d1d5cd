namespace Fresnel.Entities.Decisions;

/// <summary>A command that the entity does not know. Nothing is journaled.</summary>
public sealed class UnknownCommandException(object command) : Exception(
    $"{command?.GetType().Name ?? "null"} is not a command of this entity.");
