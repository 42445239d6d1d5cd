using System.Text.Json;
using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Reports;

namespace Fresnel.Engine.Tests.Reports;

public sealed class ScenarioReportTests
{
    private readonly ScenarioReport report = new("takeover");

    [Fact]
    public void Rows_ThatReachTheirGoals_AreReached()
    {
        report.AddSpread("takeover", new Spread(3, 0.5, 1, 1.3), 0.5, 1, 1.3);
        report.AddCount("failed", 0);
        report.AddTime("share", 15, 15);
        report.AddRate("writers", 7000, 7000);
        report.AddTime("stop", 99);

        Assert.True(report.IsReached);
        Assert.Equal([true, true, true, true, null], report.Rows.Select(row => row.Reached));
    }

    [Theory]
    [InlineData(0.51, 1, 1.3)]
    [InlineData(0.5, 1.01, 1.3)]
    [InlineData(0.5, 1, 1.31)]
    public void Spread_WithOnePartAboveItsGoal_IsMissed(double p50, double p95, double max)
    {
        report.AddSpread("takeover", new Spread(3, p50, p95, max), 0.5, 1, 1.3);

        Assert.False(report.IsReached);
    }

    [Fact]
    public void Spread_OfNothing_IsMissed()
    {
        report.AddSpread("takeover", Spread.Of([]), p50: 1);

        Assert.False(report.IsReached);
    }

    [Fact]
    public void Rows_ThatMissTheirGoals_AreMissed()
    {
        report.AddCount("failed", 1);
        report.AddTime("share", double.PositiveInfinity, 15);
        report.AddRate("writers", 6999, 7000);

        Assert.All(report.Rows, row => Assert.False(row.Reached));
        Assert.Equal(["failed"], report.Broken.Select(row => row.Name));
    }

    [Fact]
    public void Table_IsOneLineARow()
    {
        report.AddSpread("takeover", new Spread(40, 0.47, 1.07, 1.21), 0.5, 1, 1.3);
        report.AddCount("failed", 0);
        report.Note("3 nodes");

        Assert.Equal(
            """
            takeover  figure                                   goal                                  
            takeover  p50 0.47, p95 1.07, max 1.21 s (n=40)  p50 ≤ 0.50, p95 ≤ 1.00, max ≤ 1.30  MISSED
            failed    0                                        0                                     reached
            - 3 nodes
            """.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
            ReportText.Table(report).Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(ReportText.Table(report).Split('\n')[1].IndexOf("p50", StringComparison.Ordinal), ReportText.Table(report).Split(
            '\n')[2].IndexOf('0', StringComparison.Ordinal));
    }

    [Fact]
    public void Json_HoldsEveryRow()
    {
        report.AddCount("failed", 2);
        using var json = JsonDocument.Parse(ReportText.Json(report));

        Assert.Equal("takeover", json.RootElement.GetProperty("name").GetString());
        var row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(("failed", "2", "0", false), (row.GetProperty("name").GetString(), row.GetProperty(
            "figure").GetString(), row.GetProperty("goal").GetString(), row.GetProperty("reached").GetBoolean()));
    }
}
