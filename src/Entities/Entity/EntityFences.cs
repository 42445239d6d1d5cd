using System.Collections.Concurrent;
using Fresnel.Messages;

namespace Fresnel.Entities.Entity;

/// <summary>
/// Which entities were fenced on this node lately. They are not activated here again at once: two nodes that both believe to own an entity
/// would otherwise fence each other without end. Thread-safe.
/// </summary>
internal sealed class EntityFences(TimeProvider time)
{
    private readonly ConcurrentDictionary<EntityId, DateTimeOffset> until = new();

    public void Add(EntityId entity, DateTimeOffset end)
    {
        var now = time.GetUtcNow();
        foreach (var (other, over) in until)
        {
            if (over <= now) until.TryRemove(other, out _);
        }

        until[entity] = end;
    }

    /// <summary>The time before which the entity may not be activated here; in the past where it may.</summary>
    public DateTimeOffset Until(EntityId entity) => until.GetValueOrDefault(entity, DateTimeOffset.MinValue);
}
