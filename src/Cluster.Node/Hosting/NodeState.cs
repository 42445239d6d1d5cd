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

    /// <summary>Whether it holds its name in the cluster.</summary>
    public bool HoldsName => cluster.HoldsName;

    /// <summary>Whether it takes part in the cluster: connected under its name, and the journal answers.</summary>
    public bool TakesPart => cluster.HoldsName && (!cluster.HostsEntities || cluster.Status.JournalAnswers);

    /// <summary>Whether it takes shards.</summary>
    public bool HostsEntities => cluster.HostsEntities;

    /// <summary>What it computes on: <c>cpu</c>, and the devices of models that are loaded, as <c>cuda:0</c>.</summary>
    public IReadOnlyList<string> Devices(int device) =>
        [.. Loaded.Select(m => m.Info.Provider).Where(p => p != "CPU").Distinct(StringComparer.Ordinal).Select(p => $"{p.ToLowerInvariant()}:{device}").Prepend("cpu")];

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
