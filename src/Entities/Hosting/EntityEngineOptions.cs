using System.ComponentModel.DataAnnotations;

namespace Fresnel.Entities.Hosting;

/// <summary>What all entities of a process have in common.</summary>
public sealed class EntityEngineOptions
{
    /// <summary>The number of shards, the same in all processes and for the life of the cluster; 1 to 4,096, default 64.</summary>
    [Range(1, 4096)]
    public int Shards { get; set; } = Messages.Shards.DefaultCount;

    /// <summary>How often the catalogue is compared with the entities that run; 1 s to 1 h, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(10);
}
