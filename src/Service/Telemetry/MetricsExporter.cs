using System.Buffers;
using System.Diagnostics.Metrics;

namespace Fresnel.Service.Telemetry;

/// <summary>Listens to the process's meters and writes them as Prometheus text. Measuring costs no allocation once a series is known.</summary>
public sealed class MetricsExporter : IDisposable
{
    private static readonly string[] Meters = ["Fresnel.", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);

    /// <summary>Begins to listen.</summary>
    public MetricsExporter()
    {
        listener.InstrumentPublished = Published;
        listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((MetricFamily)state!).Record((double)value, tags));
        listener.Start();
    }

    /// <summary>Writes every metric as it is now.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (gate)
        {
            foreach (var family in families.Values) family.BeginCollection();
            listener.RecordObservableInstruments();
            foreach (var family in families.Values) family.Write(output);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => listener.Dispose();

    private void Published(Instrument instrument, MeterListener to)
    {
        if (!Meters.Any(prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal))) return;
        var family = new MetricFamily(instrument);
        lock (gate)
        {
            // Two meters of one name (a second node in one process) feed one family.
            if (!families.TryAdd(family.Name, family)) family = families[family.Name];
        }

        to.EnableMeasurementEvents(instrument, family);
    }
}
