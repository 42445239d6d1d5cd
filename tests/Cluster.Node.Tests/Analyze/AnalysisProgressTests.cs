using Fresnel.Cluster.Node.Analyze;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class AnalysisProgressTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Text_ResumedRun_CountsTheRateOfThisRunOnly()
    {
        var progress = new AnalysisProgress(time, 400);
        progress.Begin(100);
        for (var i = 0; i < 50; i++) progress.Step();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("frame 150 of 400, 5.0 frames/s, 0:50 left", progress.ToString());
    }

    [Fact]
    public void Text_LengthUnknown_SaysNoTimeLeft()
    {
        var progress = new AnalysisProgress(time, null);
        progress.Begin(0);
        progress.Step();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("frame 1, 0.5 frames/s", progress.ToString());
    }

    [Fact]
    public void Text_MoreFramesThanAnnounced_SaysNoTimeLeft()
    {
        var progress = new AnalysisProgress(time, 1);
        progress.Begin(0);
        progress.Step();
        progress.Step();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("frame 2 of 1, 2.0 frames/s", progress.ToString());
    }

    [Fact]
    public async Task Lines_NoTerminal_ComeEveryFiveSeconds()
    {
        var progress = new AnalysisProgress(time, 100);
        progress.Begin(0);
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var showing = new ProgressDisplay(error, isTerminal: false, time).ShowAsync(progress, stop.Token);
        for (var i = 0; i < 50; i++) progress.Step();
        time.Advance(TimeSpan.FromSeconds(5));
        await stop.CancelAsync();
        await showing;
        Assert.Equal("frame 50 of 100, 10.0 frames/s, 0:05 left" + Environment.NewLine, error.ToString());
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.2, "1:00")]
    [InlineData(3599, "59:59")]
    [InlineData(3661, "1:01:01")]
    public void Text_Spans_AreMinutesOrHours(double seconds, string text) => Assert.Equal(text, AnalysisProgress.Text(TimeSpan.FromSeconds(seconds)));
}
