namespace Fresnel.Kernel.EventSourcing;

/// <summary>An entity was given a command or a query that it does not know.</summary>
public sealed class UnknownCommandException(object command) : Exception($"{command?.GetType().Name ?? "null"} is not a command or query of this entity.");
