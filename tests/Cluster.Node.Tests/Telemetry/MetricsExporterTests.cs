using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Fresnel.Service.Telemetry;

namespace Fresnel.Cluster.Node.Tests.Telemetry;

public sealed class MetricsExporterTests
{
    [Fact]
    public void Instruments_OfEveryKind_AreWrittenAsPrometheusWantsThem()
    {
        using var exporter = new MetricsExporter();
        using var meter = new Meter("Fresnel.Tests");
        var counter = meter.CreateCounter<long>("fresnel.test.things", description: "Things\nof \\ a test.");
        var histogram = meter.CreateHistogram("fresnel_test_time", "s", "Time.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        var told = 3.5;
        meter.CreateObservableGauge("fresnel_test_level", () => new Measurement<double>(told, new KeyValuePair<string, object?>("where", "a\"b\\c")), description: "Level.");
        var total = 7L;
        meter.CreateObservableCounter("fresnel_test_total", () => total, description: "Total.");

        counter.Add(2, new KeyValuePair<string, object?>("kind", "x"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "x"));
        counter.Add(5, new KeyValuePair<string, object?>("kind", "y"));
        foreach (var seconds in new[] { 0.05, 0.1, 0.5, 3 }) histogram.Record(seconds);
        _ = Write(exporter);
        total = 9;
        var text = Write(exporter);

        Assert.Contains("# HELP fresnel_test_things_total Things\\nof \\\\ a test.\n# TYPE fresnel_test_things_total counter\nfresnel_test_things_total{kind=\"x\"} 3\nfresnel_test_things_total{kind=\"y\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("fresnel_test_time_seconds_bucket{le=\"0.1\"} 2\nfresnel_test_time_seconds_bucket{le=\"1\"} 3\nfresnel_test_time_seconds_bucket{le=\"+Inf\"} 4\nfresnel_test_time_seconds_sum 3.65\nfresnel_test_time_seconds_count 4\n", text, StringComparison.Ordinal);
        Assert.Contains("fresnel_test_level{where=\"a\\\"b\\\\c\"} 3.5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE fresnel_test_total counter\nfresnel_test_total 9\n", text, StringComparison.Ordinal);
    }

    private static string Write(MetricsExporter exporter)
    {
        var output = new ArrayBufferWriter<byte>();
        exporter.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
