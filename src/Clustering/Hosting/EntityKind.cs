namespace Fresnel.Clustering.Hosting;

/// <summary>A kind of entity and how its entities are started.</summary>
public sealed class EntityKind
{
    /// <summary>The kind: <c>camera</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Starts an entity at its place. May load it lazily; a fault is reported by the first message or by <see cref="IHostedEntity.Ended"/>.</summary>
    public required Func<EntityPlacement, IHostedEntity> Start { get; init; }

    /// <summary>Whether an entity of this journaled status must run without being asked; null is the status of one that never wrote any.</summary>
    public Func<string?, bool> MustRun { get; init; } = static _ => false;

    /// <summary>How long an entity that need not run stays in memory without a message. Default 2 minutes.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(2);
}
