namespace Fresnel.Actors.Hosting;

/// <summary>What an entity's actor tells its host about itself without being asked. Written by the actor, read by any thread.</summary>
public sealed class EntityPresence
{
    private volatile bool mustRun;

    /// <summary>Whether the entity has something to do by itself now.</summary>
    public bool MustRun
    {
        get => mustRun;
        set => mustRun = value;
    }
}
