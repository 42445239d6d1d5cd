using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Hosting;

/// <summary>A kind of entity and how its entities are run.</summary>
public sealed class EntityKind
{
    /// <summary>The kind: <c>camera</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Makes the actor of an entity: an <see cref="EventSourcedActor{TState, TCommand, TEvent}"/>. Called again at each restart.</summary>
    public required Func<EntityEnvironment, Actor<EntityMessage>> Create { get; init; }

    /// <summary>Whether an entity of this journaled status must run without being asked; null is the status of one that never wrote any. Default: none.</summary>
    public Func<string?, bool> MustRun { get; init; } = static _ => false;

    /// <summary>Snapshots, passivation and retries.</summary>
    public EntityOptions Options { get; init; } = new();

    /// <summary>Mailbox and supervision.</summary>
    public SpawnOptions<EntityMessage>? Spawn { get; init; }
}
