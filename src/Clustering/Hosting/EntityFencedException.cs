using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>An entity could not write because its shard has a newer owner.</summary>
public sealed class EntityFencedException(EntityId entity, long epoch)
    : Exception($"{entity} was fenced: its shard is at epoch {epoch} in the journal.")
{
    /// <summary>The entity.</summary>
    public EntityId Entity { get; } = entity;

    /// <summary>The shard's epoch in the journal.</summary>
    public long Epoch { get; } = epoch;
}
