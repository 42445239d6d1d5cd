namespace Fresnel.Entities.Hosting;

/// <summary>
/// Marks the shard region of a kind of entity in the actor registry: <c>IRequiredActor&lt;EntityRegion&lt;CameraState&gt;&gt;</c>.
/// </summary>
/// <typeparam name="TState">The entity's state.</typeparam>
public sealed class EntityRegion<TState>
{
    private EntityRegion()
    {
    }
}
