using System.Buffers;
using System.Diagnostics.Metrics;

namespace Fresnel.Service.Telemetry;

/// <summary>The series of one instrument.</summary>
internal sealed class MetricFamily
{
    private const int MaxSeries = 1000;

    private static readonly double[] DefaultBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10];

    private readonly Lock gate = new();
    private readonly Dictionary<int, List<MetricSeries>> series = [];
    private readonly MetricKind kind;
    private readonly bool observed;
    private readonly string help;
    private readonly double[] bounds = [];
    private int count;

    public MetricFamily(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        observed = instrument.IsObservable;
        kind = type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(UpDownCounter<>) ? MetricKind.Sum
            : MetricKind.Gauge;
        help = string.IsNullOrEmpty(instrument.Description) ? instrument.Name : instrument.Description;
        if (kind is MetricKind.Histogram) bounds = Bounds(instrument);
        Name = NameOf(instrument, kind);
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (gate)
        {
            var found = Find(tags);
            if (found is null) return;
            switch (kind)
            {
                case MetricKind.Histogram:
                    found.Observe(value, bounds);
                    break;
                case MetricKind.Gauge:
                    found.Value = value;
                    break;
                default:
                    found.Value += value; // an observed counter was cleared before it told its total
                    break;
            }
        }
    }

    /// <summary>Observed instruments tell everything anew: what they no longer tell of is gone.</summary>
    public void BeginCollection()
    {
        if (!observed) return;
        lock (gate)
        {
            series.Clear();
            count = 0;
        }
    }

    /// <summary>Writes the samples.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (gate)
        {
            if (count == 0) return;
            PrometheusText.Header(output, Name, help, kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" });
            foreach (var one in series.Values.SelectMany(list => list).OrderBy(s => s.Labels, StringComparer.Ordinal))
            {
                if (kind is MetricKind.Histogram) one.WriteHistogram(output, Name, bounds);
                else PrometheusText.Sample(output, Name, one.Labels, one.Value);
            }
        }
    }

    private static double[] Bounds(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> h => h.Advice?.HistogramBucketBoundaries?.ToArray(),
            Histogram<float> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(b => (double)b).ToArray(),
            _ => null,
        };
        return advised is { Length: > 0 } ? advised : DefaultBounds;
    }

    private static string NameOf(Instrument instrument, MetricKind kind)
    {
        var name = PrometheusText.Name(instrument.Name);
        var unit = instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal) && !name.EndsWith(unit + "_total", StringComparison.Ordinal)) name += unit;
        return kind is MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (key, value) in tags)
        {
            hash.Add(key);
            hash.Add(value);
        }

        var code = hash.ToHashCode();
        if (!series.TryGetValue(code, out var list)) series[code] = list = [];
        foreach (var known in list)
        {
            if (known.Has(tags)) return known;
        }

        if (count >= MaxSeries) return null; // labels run wild: better a missing series than a full memory
        count++;
        var made = new MetricSeries(tags, bounds.Length);
        list.Add(made);
        return made;
    }

    private enum MetricKind
    {
        Counter,
        Sum,
        Gauge,
        Histogram,
    }
}
