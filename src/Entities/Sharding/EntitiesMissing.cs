using Fresnel.Messages;

namespace Fresnel.Entities.Sharding;

/// <summary>Published on the event stream: entities that must run, and did not answer the last sweep.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Entities">The entities.</param>
public sealed record EntitiesMissing(string Kind, IReadOnlyList<EntityId> Entities);
