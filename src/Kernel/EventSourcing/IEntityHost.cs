namespace Fresnel.Kernel.EventSourcing;

/// <summary>Who runs an entity. Called in the entity's turn; an implementation returns at once (it tells itself).</summary>
public interface IEntityHost
{
    /// <summary>The entity has been idle. The host stops routing to it, then stops it with <see cref="StopMode.Drain"/>; what comes later waits for a new instance. It may also do nothing: the entity asks again after the next idle time.</summary>
    void OnIdle(StreamKey entity, ActorRef<EntityMessage> actor);

    /// <summary>A write was refused because the shard has a newer owner. The entity stops itself; the host should recheck the shard.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="actor">Its actor.</param>
    /// <param name="epoch">The shard's epoch now.</param>
    void OnFenced(StreamKey entity, ActorRef<EntityMessage> actor, long epoch);
}
