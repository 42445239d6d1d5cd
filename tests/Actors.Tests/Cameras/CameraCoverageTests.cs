using Fresnel.Actors.Cameras.Views;
using Fresnel.Messages.Cameras;
using static Fresnel.Actors.Tests.Cameras.Sample;

namespace Fresnel.Actors.Tests.Cameras;

public sealed class CameraCoverageTests
{
    [Fact]
    public void Coverage_OfAnEnabledCameraWithoutOutages_IsWhole()
    {
        var coverage = CameraCoverage.Of(At(0), At(100), [Watch(1, -50, null)], []);

        Assert.Equal(TimeSpan.FromSeconds(100), coverage.Enabled);
        Assert.Equal(1, coverage.Share);
    }

    [Fact]
    public void Coverage_CountsOnlyOutagesWithinEnabledTime()
    {
        var coverage = CameraCoverage.Of(At(0), At(100), [Watch(1, 0, 40), Watch(2, 60, null)], [Outage(1, 30, 50), Outage(2, 90, null)]);

        Assert.Equal(TimeSpan.FromSeconds(80), coverage.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(20), coverage.Outage);
        Assert.Equal(0.75, coverage.Share);
        Assert.Equal(2, coverage.Outages);
    }

    [Fact]
    public void Coverage_OfACameraThatWasNeverEnabled_HasNoShare() => Assert.Null(CameraCoverage.Of(At(0), At(1), [], []).Share);

    [Fact]
    public void Coverage_BackwardsInTime_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => CameraCoverage.Of(At(1), At(0), [], []));

    [Fact]
    public void Coverage_OfAnHourThatTheClockShowedTwice_CountsItOnce()
    {
        var coverage = CameraCoverage.Of(At(0), At(100), [Watch(1, 0, 80), Watch(2, 20, null), Watch(3, 60, 50)], [Outage(1, 10, 40), Outage(2, 30, 50)]);

        Assert.Equal((TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(40)), (coverage.Enabled, coverage.Outage));
    }

    [Fact]
    public void Coverage_OfAnySpans_IsAShareOfTheSpan()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            CameraViews.Watch[] watches = [.. Enumerable.Range(1, random.Next(5)).Select(n => Watch(n, random.Next(-100, 200), random.Next(4) == 0 ? null : random.Next(-100, 200)))];
            CameraViews.Outage[] outages = [.. Enumerable.Range(1, random.Next(5)).Select(n => Outage(n, random.Next(-100, 200), random.Next(4) == 0 ? null : random.Next(-100, 200)))];
            var coverage = CameraCoverage.Of(At(0), At(100), watches, outages);
            Assert.True(coverage.Enabled >= TimeSpan.Zero && coverage.Enabled <= TimeSpan.FromSeconds(100), $"seed {seed}: {coverage}");
            Assert.True(coverage.Outage >= TimeSpan.Zero && coverage.Outage <= coverage.Enabled, $"seed {seed}: {coverage}");
        }
    }

    private static CameraViews.Watch Watch(long number, double from, double? to) => new("yard", number, At(from), to is { } end ? At(end) : null);

    private static CameraViews.Outage Outage(long number, double from, double? to) => new("yard", number, At(from), to is { } end ? At(end) : null, OutageReason.Stalled, "");
}
