using Fresnel.Media.Recording;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests.Recording;

public sealed class RecordingRunTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Origin_AfterTheClockWasSet_FindsWhatIsRecordedFromThenOn(double jump)
    {
        var run = Begin(followsClock: true);
        foreach (var second in new[] { 0.0, 1, 60 }) run.Observe(Noon.AddSeconds(second), TimeSpan.FromSeconds(second));
        Assert.Equal(Noon, run.Origin);
        run.Observe(Noon.AddSeconds(61 + jump), TimeSpan.FromSeconds(61));
        Assert.Equal(Noon.AddSeconds(jump), run.Origin);
        Assert.Equal(run.Origin, RecordingRun.ReadOrigin(run.Folder));
        run.Observe(Noon.AddSeconds(63 + jump), TimeSpan.FromSeconds(62)); // a frame that comes late moves nothing
        Assert.Equal(Noon.AddSeconds(jump), run.Origin);
    }

    [Fact]
    public void Origin_OfAFileReadAtFullSpeed_IsThatOfItsFirstFrame()
    {
        var run = Begin(followsClock: false);
        foreach (var second in new[] { 0.0, 1, 600 }) run.Observe(Noon, TimeSpan.FromSeconds(second));
        Assert.Equal(Noon, run.Origin);
    }

    private RecordingRun Begin(bool followsClock) => RecordingRun.Begin(new RecordingOptions { Folder = folder["rec"] }, TimeProvider.System, followsClock);
}
