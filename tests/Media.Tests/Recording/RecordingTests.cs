using Fresnel.Media.Ingest;
using Fresnel.Media.Recording;
using Fresnel.Media.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Media.Tests.Recording;

public sealed class RecordingTests : IDisposable
{
    private static readonly ClipMaker Maker = new(new ClipOptions(), Tools.Ffmpeg, TimeProvider.System, NullLogger<ClipMaker>.Instance);
    private readonly TempFolder folder = new();

    private RecordingOptions Options => new() { Folder = folder["rec"], SegmentLength = TimeSpan.FromSeconds(1) };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("h264.mp4", "libx264", 5.0, 9.0)] // a key frame every second, at 5.0 too: copied
    [InlineData("h264.mp4", "libx264", 2.5, 7.3)]
    [InlineData("mpeg4.avi", "msmpeg4v3", 3.3, 8.1)]
    public async Task Clip_AcrossSegments_HasTheAskedSpanAndPlays(string name, string codec, double from, double to)
    {
        var (recordings, origin) = await RecordAsync(name, codec, "320x240");
        var clip = await Maker.MakeAsync(recordings, origin.AddSeconds(from), origin.AddSeconds(to), folder["clip.mp4"], CancellationToken.None);

        Assert.NotNull(clip);
        Assert.Empty(clip.Gaps);
        Assert.Equal(from == 5.0, clip.Copied);
        Assert.InRange((clip.From - origin).TotalSeconds, from - 0.5, from + 0.05);
        Assert.InRange(await Tools.DurationAsync(clip.Path), to - from - 0.5, to - from + 0.5);
        Assert.Equal("h264,yuv420p", await Tools.EntryAsync(clip.Path, "stream=codec_name,pix_fmt"));
        var frames = await Tools.FrameTimesAsync(clip.Path);
        Assert.InRange(frames.Count, (25 * (to - from)) - 2, (25 * (to - from)) + 12);
        Assert.Equal(["clip.mp4", name, "rec"], Directory.GetFileSystemEntries(folder.Path).Select(p => Path.GetFileName(p)!).Order());
    }

    [Fact]
    public async Task Clip_EndingLongBeforeTheNextKeyFrame_DoesNotFailWhenFfmpegHasHadEnough()
    {
        // One group of pictures for the whole video, and more bytes after the span's end than the pipe holds.
        string[] noise = ["-f", "lavfi", "-i", "testsrc2=s=640x480:r=25:d=20,noise=alls=60:allf=t", "-c:v", "msmpeg4v3", "-g", "600", "-q:v", "2"];
        await Tools.MakeAsync(folder["long.avi"], noise);
        var options = Options;
        await using var ingest = Ingests.Start(folder["long.avi"], new IngestOptions { Recording = options });
        await ingest.AllAsync();
        var origin = ingest.Recording!.Origin!.Value;
        var recordings = new RecordingFolder(options, TimeProvider.System, NullLogger<RecordingFolder>.Instance);

        var clip = await Maker.MakeAsync(recordings, origin.AddSeconds(1), origin.AddSeconds(2), folder["clip.mp4"], CancellationToken.None);

        Assert.InRange(await Tools.DurationAsync(clip!.Path), 0.8, 1.2);
    }

    [Fact]
    public async Task Clip_OfFullColourOddSizedVideo_IsMadePlayable()
    {
        var (recordings, origin) = await RecordAsync("full.mp4", "libx264", "321x241", "yuv444p");
        var clip = await Maker.MakeAsync(recordings, origin.AddSeconds(4), origin.AddSeconds(6), folder["clip.mp4"], CancellationToken.None);

        Assert.False(clip!.Copied);
        Assert.Equal("h264,320,240,yuv420p", await Tools.EntryAsync(clip.Path, "stream=codec_name,width,height,pix_fmt"));
    }

    [Fact]
    public async Task Clip_WithPiecesMissing_SaysWhatItCovers()
    {
        var (recordings, origin) = await RecordAsync("a.mp4", "libx264", "320x240");
        var all = recordings.Find(origin, origin.AddSeconds(10));
        Assert.Equal(10, all.Count);
        foreach (var segment in all.Where(s => s.Start >= TimeSpan.FromSeconds(4.9) && s.Start < TimeSpan.FromSeconds(6.9))) File.Delete(segment.Path);
        var clip = await Maker.MakeAsync(recordings, origin.AddSeconds(3.5), origin.AddSeconds(12), folder["clip.mp4"], CancellationToken.None);

        Assert.NotNull(clip);
        Assert.Equal(2, clip.Gaps.Count);
        Assert.Equal(5, (clip.Gaps[0].From - origin).TotalSeconds, 0.1);
        Assert.Equal(7, (clip.Gaps[0].To - origin).TotalSeconds, 0.1);
        Assert.Equal(10, (clip.Gaps[1].From - origin).TotalSeconds, 0.1);
        Assert.InRange(await Tools.DurationAsync(clip.Path), 6.0, 7.0);
        Assert.Null(await Maker.MakeAsync(recordings, origin.AddSeconds(60), origin.AddSeconds(70), folder["none.mp4"], CancellationToken.None));
        Assert.False(File.Exists(folder["none.mp4"]));
    }

    [Fact]
    public async Task Clip_AcrossARestart_JoinsBothRuns()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var start = clock.GetUtcNow();
        await RecordAsync("a.mp4", "libx264", "320x240", clock: clock);
        clock.Advance(TimeSpan.FromSeconds(12));
        var (recordings, _) = await RecordAsync("a.mp4", "libx264", "320x240", clock: clock);
        var clip = await Maker.MakeAsync(recordings, start.AddSeconds(8), start.AddSeconds(15), folder["clip.mp4"], CancellationToken.None);

        Assert.NotNull(clip);
        Assert.Single(clip.Gaps);
        Assert.Equal(2, (clip.Gaps[0].To - clip.Gaps[0].From).TotalSeconds, 0.1);
        Assert.InRange(await Tools.DurationAsync(clip.Path), 6.5, 7.5);
        var times = await Tools.FrameTimesAsync(clip.Path);
        Assert.InRange(times.Count, 124, 126);
    }

    [Fact]
    public async Task Clip_OfASegmentBeingWritten_HasWhatIsThere()
    {
        await using var server = await RtspServer.StartAsync();
        var options = Options;
        await using var ingest = Ingests.Start(server.Address, new IngestOptions { Recording = options });
        var last = TimeSpan.Zero;
        while (last < TimeSpan.FromSeconds(4))
        {
            var read = await ingest.NextAsync();
            last = read.Frame!.StreamTime;
            read.Frame.Release();
        }

        var origin = ingest.Recording!.Origin!.Value;
        var recordings = new RecordingFolder(options, TimeProvider.System, NullLogger<RecordingFolder>.Instance);
        var clip = await Maker.MakeAsync(recordings, origin.AddSeconds(1.2), origin.AddSeconds(3.8), folder["clip.mp4"], CancellationToken.None);
        Assert.NotNull(clip);
        Assert.InRange(await Tools.DurationAsync(clip.Path), 2.1, 3.1);
        Assert.Empty(clip.Gaps);
    }

    [Fact]
    public async Task Clip_IntoAMissingFolder_IsOneClearError()
    {
        var (recordings, origin) = await RecordAsync("a.mp4", "libx264", "320x240");
        var error = await Assert.ThrowsAsync<MediaException>(() => Maker.MakeAsync(recordings, origin.AddSeconds(1), origin.AddSeconds(2), folder["absent/clip.mp4"], CancellationToken.None));
        Assert.Equal(MediaErrorCode.OutputFailed, error.Code);
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_ByAgeAndSize_KeepsTheNewest()
    {
        var (_, origin) = await RecordAsync("a.mp4", "libx264", "320x240");
        var run = Directory.GetDirectories(folder["rec"]).Single();
        var files = Directory.GetFiles(run, "*.nut").Order().ToArray();
        foreach (var old in files[..4]) File.SetLastWriteTimeUtc(old, DateTimeOffset.UnixEpoch.UtcDateTime);
        var byAge = new RecordingFolder(Options, TimeProvider.System, NullLogger<RecordingFolder>.Instance);
        Assert.Equal(4, byAge.Prune());
        Assert.Equal(files[4..], Directory.GetFiles(run, "*.nut").Order());
        foreach (var file in files[4..])
        {
            using var grow = File.OpenWrite(file);
            grow.SetLength(400_000);
        }

        var bySize = new RecordingFolder(new RecordingOptions { Folder = folder["rec"], KeepBytes = 1 << 20 }, TimeProvider.System, NullLogger<RecordingFolder>.Instance);
        Assert.Equal(4, bySize.Prune());
        Assert.Equal(files[^2..], Directory.GetFiles(run, "*.nut").Order());
        Assert.Equal(2, bySize.Find(origin, origin.AddSeconds(100)).Count);
    }

    private async Task<(RecordingFolder Recordings, DateTimeOffset Origin)> RecordAsync(string name, string codec, string size, string pixels = "yuv420p", TimeProvider? clock = null)
    {
        if (!File.Exists(folder[name]))
        {
            string[] more = codec is "libx264" ? ["-preset", "ultrafast", "-bf", "2", "-keyint_min", "25", "-sc_threshold", "0"] : [];
            await Tools.MakeAsync(folder[name], ["-f", "lavfi", "-i", $"testsrc2=s={size}:r=25:d=10", "-c:v", codec, "-g", "25", "-pix_fmt", pixels, .. more]);
        }

        var options = Options;
        clock ??= TimeProvider.System;
        await using var ingest = Ingests.Start(folder[name], new IngestOptions { Recording = options }, time: clock);
        var (frames, end) = await ingest.AllAsync();
        Assert.True(end.Reason is IngestEndReason.EndOfStream, end.Message);
        Assert.Equal(250, frames.Count);
        return (new RecordingFolder(options, clock, NullLogger<RecordingFolder>.Instance), ingest.Recording!.Origin!.Value);
    }
}
