using System.Drawing;
using System.Globalization;
using System.Text.Json;
using Fresnel.Cluster.Node.Analyze;
using Fresnel.Inference.Detection;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class RowWriterTests : IDisposable
{
    private static readonly string[] Labels = ["person", "cup, \"large\""];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Csv_Rows_HaveTheColumnsInFixedFormats()
    {
        var text = Write("a.csv", writer =>
        {
            writer.Write(0, TimeSpan.Zero, null, new Detected(0, 0.5f, new RectangleF(-1.25f, 2, 64, 128.06f)));
            writer.Write(12, TimeSpan.FromSeconds(0.4), 3, new Detected(1, -0.00000001f, new RectangleF(-0.0001f, 1e6f, 1, 1)));
            writer.Write(13, TimeSpan.FromHours(30), 4, new Detected(9, 1, new RectangleF(0, 0, 1, 1)));
        });
        Assert.Equal(
            "frame,time_s,track_id,label,score,x,y,width,height\n" +
            "0,0.000000,,person,0.500000,-1.250,2.000,64.000,128.060\n" +
            "12,0.400000,3,\"cup, \"\"large\"\"\",0.000000,0.000,1000000.000,1.000,1.000\n" +
            "13,108000.000000,4,class-9,1.000000,0.000,0.000,1.000,1.000\n",
            text);
    }

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.NDJSON")]
    public void JsonLines_Rows_AreObjectsWithTheSameNames(string name)
    {
        var text = Write(name, writer =>
        {
            writer.Write(1, TimeSpan.FromSeconds(0.1), null, new Detected(1, 0.5f, new RectangleF(1, 2, 3, 4)));
            writer.Write(2, TimeSpan.FromSeconds(0.2), 7, new Detected(0, 0.5f, new RectangleF(1, 2, 3, 4)));
        });
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"frame":2,"time_s":0.200000,"track_id":7,"label":"person","score":0.500000,"x":1.000,"y":2.000,"width":3.000,"height":4.000}""", lines[1]);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal(Labels[1], first.RootElement.GetProperty("label").GetString());
        Assert.Equal(JsonValueKind.Null, first.RootElement.GetProperty("track_id").ValueKind);
        Assert.Equal("frame,time_s,track_id,label,score,x,y,width,height", string.Join(',', first.RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void Csv_ManyRows_AreAllWritten()
    {
        var text = Write("a.csv", writer =>
        {
            for (var i = 0; i < 20_000; i++) writer.Write(i, TimeSpan.FromSeconds(i), i, new Detected(i % 2, i, new RectangleF(i, i, i, i)));
        });
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20_001, lines.Length);
        Assert.All(lines.Skip(1).Index(), line => Assert.StartsWith(line.Index.ToString(CultureInfo.InvariantCulture) + ",", line.Item, StringComparison.Ordinal));
    }

    private string Write(string output, Action<RowWriter> rows)
    {
        using (var writer = RowWriter.Create(folder["rows"], folder[output], Labels))
        {
            rows(writer);
            writer.Drain();
        }

        return File.ReadAllText(folder["rows"]);
    }
}
