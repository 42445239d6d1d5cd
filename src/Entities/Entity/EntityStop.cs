using Akka.Actor;

namespace Fresnel.Entities.Entity;

/// <summary>
/// Ends an entity at a hand-over or passivation: unlike a poison pill it waits for what is being journaled, and for what
/// the entity runs to stop.
/// </summary>
public sealed class EntityStop : INoSerializationVerificationNeeded
{
    private EntityStop()
    {
    }

    /// <summary>The message.</summary>
    public static EntityStop Instance { get; } = new();
}
