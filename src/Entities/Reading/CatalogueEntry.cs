using Fresnel.Messages;

namespace Fresnel.Entities.Reading;

/// <summary>What the catalogue says of one entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Seq">The number of its last event that the catalogue has read.</param>
/// <param name="Activation">The activation that wrote this event.</param>
/// <param name="Status">
/// Its status: <c>enabled</c>, <c>deleted</c>. Null where it never had one: it was addressed and never created.
/// </param>
/// <param name="MustRun">Whether it must run though nobody talks to it.</param>
public sealed record CatalogueEntry(EntityId Entity, long Seq, long Activation, string? Status, bool MustRun);
