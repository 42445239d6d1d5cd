using Fresnel.Messages;

namespace Fresnel.Engine.Protocol;

/// <summary>An entity as the catalogue has it.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Status">Its status; null where it has none.</param>
/// <param name="MustRun">Whether it must run.</param>
internal sealed record ListedEntity(EntityId Entity, string? Status, bool MustRun);
