using Fresnel.Messages;

namespace Fresnel.Clustering.Notices;

/// <summary>Something that happened to an entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Name">What happened: <c>episode-opened</c>.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record Notice(EntityId Entity, string Name, ReadOnlyMemory<byte> Body);
