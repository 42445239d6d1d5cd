using Fresnel.Entities.Formation;
using Fresnel.Entities.Persistence;

namespace Fresnel.Entities.Hosting;

/// <summary>What a process needs to take part in a cluster of entities.</summary>
public sealed class EntityNodeOptions
{
    /// <summary>How it takes part in the cluster.</summary>
    public required FormationOptions Formation { get; init; }

    /// <summary>Where the journal is kept.</summary>
    public required EntityStoreOptions Store { get; init; }

    /// <summary>What all entities have in common; <see cref="EntityEngineOptions.Shards"/> must be that of the store.</summary>
    public EntityEngineOptions Engine { get; init; } = new();

    /// <summary>Whether to run a few entities before the node joins, where other nodes run meanwhile. Default true.</summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>Expert overrides of Akka's settings, in HOCON; they win over everything else. Default none.</summary>
    public string? AkkaSettings { get; init; }
}
