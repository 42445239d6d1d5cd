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

    private static CameraViews.Watch Watch(long number, double from, double? to) => new("yard", number, At(from), to is { } end ? At(end) : null);

    private static CameraViews.Outage Outage(long number, double from, double? to) => new("yard", number, At(from), to is { } end ? At(end) : null, OutageReason.Stalled, "");
}
