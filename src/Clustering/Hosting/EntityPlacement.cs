using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>Where and under which right an entity runs.</summary>
/// <param name="Id">The entity.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Epoch">The epoch under which this node owns the shard; every write carries it.</param>
public sealed record EntityPlacement(EntityId Id, int Shard, long Epoch);
