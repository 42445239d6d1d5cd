using Fresnel.Clustering;
using Fresnel.Clustering.Lighthouse;

namespace Fresnel.Lighthouse.Hosting;

/// <summary>What the lighthouse is doing, for those who ask.</summary>
public sealed class LighthouseState(ClusterNode cluster, LighthouseWork work, TimeProvider time)
{
    private readonly long startedAt = time.GetTimestamp();

    /// <summary>When the process began its work.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>For how long it has worked.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(startedAt);

    /// <summary>Whether the broker is there.</summary>
    public bool Connected => cluster.Status.Connected;

    /// <summary>Whether it holds its name in the cluster.</summary>
    public bool HoldsName => cluster.HoldsName;

    /// <summary>Whether it leads.</summary>
    public bool Leads => work.Leads;

    /// <summary>Who leads, as far as it knows.</summary>
    public string? LeaderSeen => work.Lease?.Holder;
}
