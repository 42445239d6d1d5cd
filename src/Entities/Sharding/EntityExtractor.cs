using System.Globalization;
using Akka.Cluster.Sharding;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Sharding;

/// <summary>Routes messages: the shard of an entity is <see cref="Shards.Of"/>, the entity is its name within its kind.</summary>
/// <param name="kind">The kind of this region.</param>
/// <param name="shards">The number of shards, fixed for the cluster.</param>
public sealed class EntityExtractor(string kind, int shards) : IMessageExtractor
{
    /// <inheritdoc />
    public string? EntityId(object message) => message is IEntityMessage { Entity: var entity } && entity.Kind == kind ? entity.Name : null;

    /// <inheritdoc />
    public object? EntityMessage(object message) => message;

    /// <inheritdoc />
    public string? ShardId(object message) => message is IEntityMessage { Entity: var entity } && entity.Kind == kind
        ? Number(entity) : null;

    /// <inheritdoc />
    public string ShardId(string entityId, object? messageHint = null) => Number(new EntityId(kind, entityId));

    private string Number(EntityId entity) => Shards.Of(entity, shards).ToString(CultureInfo.InvariantCulture);
}
