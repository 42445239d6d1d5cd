using Fresnel.Messages;

namespace Fresnel.Entities.Reading;

/// <summary>What some consecutive events of one entity change in the catalogue.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Seq">The number of the last of these events.</param>
/// <param name="Activation">The activation that wrote it.</param>
/// <param name="Status">The status after them; null where they do not change it.</param>
/// <param name="MustRun">Whether it must run after them; null where they do not change it.</param>
public sealed record CatalogueChange(EntityId Entity, long Seq, long Activation, string? Status, bool? MustRun);
