using Fresnel.Media.Frames;
using Fresnel.Media.Ingest;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests.Ingest;

public sealed class FileIngestTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ffv1", "yuv420p", "odd.avi", 321, 241)]
    [InlineData("libx264", "yuv420p10le", "ten.mkv", 320, 240)]
    [InlineData("libx264", "yuv444p", "full.mp4", 321, 241)]
    [InlineData("libx264", "yuvj420p", "range.mp4", 320, 240)]
    public async Task Ingest_AnyPixelFormatAndSize_DeliversEveryFrameAsI420(string codec, string pixels, string name, int width, int height)
    {
        await Tools.MakeAsync(folder[name], "-f", "lavfi", "-i", $"testsrc=s={width}x{height}:r=25:d=2", "-pix_fmt", pixels, "-c:v", codec, "-qp", "20");
        await using var ingest = Ingests.Start(folder[name]);
        var (frames, end) = await ingest.AllAsync();

        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
        Assert.Equal(50, frames.Count);
        Assert.All(frames, f => Assert.Equal(new I420Layout(width, height), f.Layout));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), frames.Select(f => f.Number));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => TimeSpan.FromMilliseconds(40 * i)), frames.Select(f => f.Time));
    }

    [Fact]
    public async Task Ingest_VariableRate_KeepsEveryFrameAndItsOwnTime()
    {
        // 300 frames of which 66 are left out at irregular places: 234 with their own times, as a phone writes them.
        await Tools.MakeAsync(folder["vfr.mkv"], "-f", "lavfi", "-i", "testsrc=s=320x240:r=30000/1001:n=0", "-t", "10.01", "-vf", @"select=not(between(mod(n\,50)\,20\,30))", "-fps_mode", "passthrough", "-enc_time_base", "-1", "-c:v", "libx264", "-preset", "ultrafast");
        var expected = await Tools.FrameTimesAsync(folder["vfr.mkv"]);
        Assert.Equal(234, expected.Count);
        await using var ingest = Ingests.Start(folder["vfr.mkv"]);
        var (frames, end) = await ingest.AllAsync();

        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
        Assert.Equal(expected.Select(t => (long)Math.Round((t - expected[0]) * 1e6)), frames.Select(f => (long)Math.Round(f.Time.TotalMicroseconds)));
    }

    [Fact]
    public async Task Ingest_RotatedVideo_DeliversItUpright()
    {
        await Tools.MakeAsync(folder["flat.mp4"], "-f", "lavfi", "-i", "testsrc=s=320x240:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p");
        await Tools.MakeAsync(folder["turned.mp4"], "-i", folder["flat.mp4"], "-c", "copy", "-metadata:s:v:0", "rotate=90");
        await using var ingest = Ingests.Start(folder["turned.mp4"]);
        var read = await ingest.NextAsync();

        Assert.Equal(new I420Layout(240, 320), read.Frame!.Layout);
        read.Frame.Release();
    }

    [Fact]
    public async Task Ingest_WithStartFrame_DeliversExactlyTheRest()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-pix_fmt", "yuv420p");
        await using var whole = Ingests.Start(folder["a.mp4"]);
        var (all, _) = await whole.AllAsync();
        await using var rest = Ingests.Start(folder["a.mp4"], new IngestOptions { StartFrame = 37 });
        var (tail, end) = await rest.AllAsync();

        Assert.Equal(100, all.Count);
        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
        Assert.Equal(all.Skip(37), tail);
    }

    [Fact]
    public async Task Ingest_WithStartFrameBeyondTheEnd_EndsWithoutFrames()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast");
        await using var ingest = Ingests.Start(folder["a.mp4"], new IngestOptions { StartFrame = 1000 });
        var (frames, end) = await ingest.AllAsync();

        Assert.Empty(frames);
        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
    }

    [Fact]
    public async Task Ingest_WithFrameLimit_DeliversSoMany()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=2", "-c:v", "libx264", "-preset", "ultrafast");
        await using var ingest = Ingests.Start(folder["a.mp4"], new IngestOptions { FrameLimit = 7, StartFrame = 10 });
        var (frames, end) = await ingest.AllAsync();

        Assert.Equal(Enumerable.Range(10, 7).Select(i => (long)i), frames.Select(f => f.Number));
        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
    }

    [Fact]
    public async Task Ingest_WithScaleAndRate_ShrinksAndThinsButNeverGrows()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast");
        await using var small = Ingests.Start(folder["a.mp4"], new IngestOptions { MaxWidth = 160, MaxFrameRate = 10 });
        var (frames, _) = await small.AllAsync();
        await using var large = Ingests.Start(folder["a.mp4"], new IngestOptions { MaxWidth = 4000, MaxHeight = 4000, MaxFrameRate = 25 });
        var (all, _) = await large.AllAsync();

        Assert.Equal(40, frames.Count);
        Assert.All(frames, f => Assert.Equal(new I420Layout(160, 90), f.Layout));
        Assert.All(frames, f => Assert.Equal(0, f.Time.TotalMilliseconds % 40));
        Assert.Equal(100, all.Count);
        Assert.All(all, f => Assert.Equal(new I420Layout(320, 180), f.Layout));
    }

    [Fact]
    public async Task Ingest_LoopedInRealTime_TimesGrowAcrossLoops()
    {
        await Tools.MakeAsync(folder["a.avi"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=20:d=0.5", "-c:v", "mpeg4");
        await using var ingest = Ingests.Start(folder["a.avi"], new IngestOptions { RealTime = true, Loop = true, Overflow = OverflowPolicy.Wait });
        List<TimeSpan> times = [];
        while (times.Count < 35)
        {
            var read = await ingest.NextAsync();
            times.Add(read.Frame!.StreamTime);
            read.Frame.Release();
        }

        Assert.Equal(Enumerable.Range(0, 35).Select(i => TimeSpan.FromMilliseconds(50 * i)), times);
        await ingest.StopAsync();
        Assert.False(Tools.IsAlive(ingest.ProcessId));
    }

    [Fact]
    public async Task Ingest_OfFramesThatAreFarApart_GivesEachWhenItComesNotWithTheNext()
    {
        await Tools.MakeAsync(folder["a.avi"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=20:d=0.5", "-c:v", "mpeg4");
        await using var ingest = Ingests.Start(folder["a.avi"], new IngestOptions { RealTime = true, Loop = true, MaxFrameRate = 0.01 });

        var first = await ingest.NextAsync(); // the next one is due in 100 s, later than this waits

        Assert.Equal(TimeSpan.Zero, first.Frame!.StreamTime);
        first.Frame.Release();
    }

    [Fact]
    public async Task Ingest_SlowReaderOfLivePictures_DropsTheOldestAndCounts()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast");
        await using var ingest = Ingests.Start(folder["a.mp4"], new IngestOptions { Overflow = OverflowPolicy.DropOldest, QueueLength = 2, PoolCapacity = 3 });
        await Tools.UntilAsync(() => ingest.Statistics.Decoded == 100, "100 frames");
        var (frames, end) = await ingest.AllAsync();

        Assert.Equal(98, ingest.Statistics.Dropped);
        Assert.Equal([98L, 99L], frames.Select(f => f.Number));
        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
    }

    [Fact]
    public async Task Ingest_ReaderKeepsAllFramesOfThePool_WaitsForOneToComeBack()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast");
        await using var ingest = Ingests.Start(folder["a.mp4"], new IngestOptions { QueueLength = 1, PoolCapacity = 3 });
        List<Frame> kept = [];
        for (var i = 0; i < 3; i++) kept.Add((await ingest.NextAsync()).Frame!);
        var pending = ingest.NextAsync();
        Assert.False(pending.IsCompleted);
        foreach (var frame in kept) frame.Release();
        var fourth = await pending;
        Assert.Equal(3, fourth.Frame!.Number);
        fourth.Frame.Release();
        var (rest, _) = await ingest.AllAsync();
        Assert.Equal(21, rest.Count);
    }

    [Fact]
    public async Task Ingest_TruncatedVideo_DeliversWhatIsThere()
    {
        await Tools.MakeAsync(folder["a.avi"], "-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4", "-c:v", "mpeg4");
        var bytes = await File.ReadAllBytesAsync(folder["a.avi"]);
        await File.WriteAllBytesAsync(folder["cut.avi"], bytes[..(bytes.Length / 2)]);
        await using var ingest = Ingests.Start(folder["cut.avi"]);
        var (frames, end) = await ingest.AllAsync();

        Assert.InRange(frames.Count, 20, 80);
        Assert.Equal(IngestEndReason.EndOfStream, end.Reason);
    }

    [Theory]
    [InlineData("notes.dat", MediaErrorCode.NotAVideo)]
    [InlineData("notes.mp4", MediaErrorCode.Corrupt)]
    public async Task Ingest_TextFile_Fails(string name, MediaErrorCode code)
    {
        await File.WriteAllTextAsync(folder[name], string.Concat(Enumerable.Repeat("this is no video\n", 100)));
        await using var ingest = Ingests.Start(folder[name]);
        var (frames, end) = await ingest.AllAsync();

        Assert.Empty(frames);
        Assert.Equal(IngestEndReason.Failed, end.Reason);
        Assert.Equal(code, end.Error);
        Assert.DoesNotContain('\n', end.Message);
        Assert.Contains(name, end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_Stopped_EndsAndLeavesNoProcess()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=640x480:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast");
        await using var ingest = Ingests.Start(folder["a.mp4"]);
        (await ingest.NextAsync()).Frame!.Release();
        var id = ingest.ProcessId;
        await ingest.StopAsync();

        Assert.False(Tools.IsAlive(id));
        Assert.Equal(IngestEndReason.Stopped, (await ingest.NextAsync()).End!.Reason);
    }

    [Fact]
    public async Task Ingest_WaitingCancelled_GoesOnAfterwards()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast");
        await using var ingest = Ingests.Start(folder["a.mp4"]);
        using var cancelled = new CancellationTokenSource();
        var pending = ingest.ReadAsync(cancelled.Token);
        await cancelled.CancelAsync();
        var lost = 0;
        try
        {
            var read = await pending;
            read.Frame!.Release();
            lost = 1;
        }
        catch (OperationCanceledException)
        {
            // The usual case: ffmpeg takes longer to start than cancelling does.
        }

        var (frames, _) = await ingest.AllAsync();
        Assert.Equal(25 - lost, frames.Count);
    }

    [Theory]
    [InlineData("MaxWidth", 8)]
    [InlineData("QueueLength", 0)]
    [InlineData("StartFrame", -1L)]
    [InlineData("FrameLimit", 0L)]
    public async Task Options_OutOfRange_AreNamedWithValueAndRange(string name, object value)
    {
        await Tools.MakeAsync(folder["a.avi"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=0.2", "-c:v", "mpeg4");
        var options = new IngestOptions();
        typeof(IngestOptions).GetProperty(name)!.SetValue(options, value);
        var error = Assert.Throws<ArgumentException>(() => Ingests.Start(folder["a.avi"], options));
        Assert.Contains($"IngestOptions.{name} is '{value}'", error.Message, StringComparison.Ordinal);
    }
}
