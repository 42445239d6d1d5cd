using System.Buffers;

namespace Fresnel.Service.Telemetry;

/// <summary>One set of labels of an instrument, and its value.</summary>
internal sealed class MetricSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, int bounds)
{
    private readonly KeyValuePair<string, object?>[] tags = tags.ToArray();
    private readonly long[] buckets = bounds == 0 ? [] : new long[bounds + 1];
    private double sum;
    private long observations;

    /// <summary>The labels as text.</summary>
    public string Labels { get; } = PrometheusText.Labels(tags);

    /// <summary>The value of a counter or gauge.</summary>
    public double Value { get; set; }

    /// <summary>Whether the labels are these.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length) return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != others[i].Key || !Equals(tags[i].Value, others[i].Value)) return false;
        }

        return true;
    }

    /// <summary>Adds an observation to the histogram.</summary>
    public void Observe(double value, double[] upper)
    {
        var index = Array.BinarySearch(upper, value);
        buckets[index >= 0 ? index : ~index]++;
        sum += value;
        observations++;
    }

    /// <summary>Writes the histogram's samples.</summary>
    public void WriteHistogram(IBufferWriter<byte> output, string name, double[] upper)
    {
        var separator = Labels.Length > 0 ? "," : "";
        long below = 0;
        for (var i = 0; i < upper.Length; i++)
        {
            below += buckets[i];
            PrometheusText.Sample(output, name + "_bucket", $"{Labels}{separator}le=\"{PrometheusText.Number(upper[i])}\"", below);
        }

        PrometheusText.Sample(output, name + "_bucket", $"{Labels}{separator}le=\"+Inf\"", observations);
        PrometheusText.Sample(output, name + "_sum", Labels, sum);
        PrometheusText.Sample(output, name + "_count", Labels, observations);
    }
}
