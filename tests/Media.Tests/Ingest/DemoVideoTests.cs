using Fresnel.Media.Ingest;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests.Ingest;

public sealed class DemoVideoTests
{
    [DemoVideoFact]
    public async Task DemoVideo_AsFastAsPossible_HasAll795FramesTenASecond()
    {
        await using var ingest = Ingests.Start(DemoVideo.FilePath);
        var (frames, end) = await ingest.AllAsync();

        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
        Assert.Equal(Enumerable.Range(0, 795).Select(i => TimeSpan.FromMilliseconds(100 * i)), frames.Select(f => f.Time));
        Assert.All(frames, f => Assert.Equal((768, 576), (f.Layout.Width, f.Layout.Height)));
    }
}
