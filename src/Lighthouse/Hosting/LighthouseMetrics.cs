using System.Diagnostics.Metrics;
using Fresnel.Clustering;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Service.Telemetry;

namespace Fresnel.Lighthouse.Hosting;

/// <summary>The lighthouse's own meter.</summary>
public sealed class LighthouseMetrics : IDisposable
{
    private readonly Meter meter = new("Fresnel.Lighthouse");

    /// <summary>Publishes the instruments.</summary>
    public LighthouseMetrics(ClusterNode cluster, LighthouseWork work)
    {
        meter.CreateObservableGauge("fresnel_lighthouse_leads", () => work.Leads ? 1 : 0, description: "1 while this lighthouse leads.");
        meter.CreateObservableGauge("fresnel_broker_connected", () => cluster.Status.Connected ? 1 : 0, description: "1 while the broker is there.");
        meter.CreateObservableGauge(
            "fresnel_cluster_members",
            () => cluster.Members.Members.GroupBy(m => m.Status).Select(g => new Measurement<int>(g.Count(), new KeyValuePair<string, object?>("status", g.Key))),
            description: "Members by status.");
        meter.CreateObservableGauge("fresnel_cluster_shards_owned", () => cluster.Members.Owners().Count(owner => owner is not null), description: "Shards that a living member announces.");
        ProcessInstruments.Add(meter);
    }

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();
}
