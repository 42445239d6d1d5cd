using System.ComponentModel.DataAnnotations;

namespace Fresnel.Clustering.Lighthouse;

/// <summary>How a lighthouse works.</summary>
public sealed class LighthouseOptions
{
    /// <summary>How long the lease of leading holds unless renewed, 2 s to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan LeaseLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is renewed, or tried to be taken, 200 ms to 1 min. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the leader looks after the batons and announces the pace, 200 ms to 3 s. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:00:03")]
    public TimeSpan RoundEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a shard must have been announced by nobody, and its queue be empty, before its baton is made anew, 5 s to 10 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan ReseedAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many shards a node hands over at a time to members that rank higher, 1 to 64. Default 4.</summary>
    [Range(1, 64)]
    public int MovesAtOnce { get; init; } = 4;
}
