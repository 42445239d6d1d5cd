using Fresnel.Clustering;
using Fresnel.Clustering.Hosting;
using Fresnel.Inference.Detection;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>What the node is doing, for those who ask.</summary>
public sealed class NodeState(ClusterNode cluster, DetectorCatalog detectors, TimeProvider time)
{
    private readonly long startedAt = time.GetTimestamp();
    private volatile bool started;
    private volatile bool stopping;

    /// <summary>When the process began its work.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>For how long it has worked; grows steadily, whatever the wall clock is set to.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(startedAt);

    /// <summary>Whether the start is over.</summary>
    public bool Started => started;

    /// <summary>Whether the node is stopping.</summary>
    public bool Stopping => stopping;

    /// <summary>What it hosts.</summary>
    public HostStatus Host => cluster.Status;

    /// <summary>The models that are loaded, with what they have done.</summary>
    public IReadOnlyList<(DetectorInfo Info, DetectorStats Stats)> Loaded => detectors.Loaded;

    /// <summary>Execution providers really in use, by model.</summary>
    public Dictionary<string, string> Providers()
    {
        var providers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var loaded in Loaded) providers[loaded.Info.Id] = loaded.Info.Provider;
        return providers;
    }

    /// <summary>The start is over.</summary>
    internal void SetStarted() => started = true;

    /// <summary>The stop has begun.</summary>
    internal void SetStopping() => stopping = true;
}
