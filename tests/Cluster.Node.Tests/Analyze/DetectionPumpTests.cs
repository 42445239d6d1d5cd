using System.Drawing;
using Fresnel.Cluster.Node.Analyze;
using Fresnel.Media.Ingest;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class DetectionPumpTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DemoVideoFact]
    public async Task Next_AnswersOutOfOrder_ComeInTheOrderOfTheStream()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 100);
        await using var detector = new JitteryDetector(new Random(seed));
        await using var ingest = Open(video);
        await using var pump = new DetectionPump(ingest, detector, 4);
        pump.Start(known: 10);
        for (var number = 0; number < 100; number++)
        {
            var slot = await pump.NextAsync(CancellationToken.None);
            Assert.Equal(number, slot!.Frame!.Number);
            RectangleF[] expected = number < 10 ? [] : [JitteryDetector.BoxOf(slot.Frame)];
            Assert.Equal(expected, slot.Detections.Select(d => d.Box));
            pump.Return(slot);
        }

        Assert.Null(await pump.NextAsync(CancellationToken.None));
        Assert.Equal(IngestEndReason.EndOfStream, pump.End!.Reason);
        Assert.InRange(detector.MostBusy, 2, 4);
    }

    [DemoVideoFact]
    public async Task Dispose_FramesOnTheirWay_GivesThemAllBack()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 50);
        await using var detector = new JitteryDetector(new Random(1));
        await using var ingest = Open(video);
        await using (var pump = new DetectionPump(ingest, detector, 4))
        {
            pump.Start(known: 0);
            pump.Return((await pump.NextAsync(CancellationToken.None))!);
        }

        // A pool of eight frames serves the rest only if none was kept.
        var left = 0;
        while ((await ingest.ReadAsync(CancellationToken.None)).Frame is { } frame)
        {
            frame.Release();
            left++;
        }

        Assert.InRange(left, 40, 49);
    }

    private static VideoIngest Open(string video) => VideoIngest.Start(
        VideoSource.Parse(video),
        new IngestOptions { PoolCapacity = 8 },
        new FfmpegOptions(),
        TimeProvider.System,
        NullLogger<VideoIngest>.Instance);
}
