using System.Diagnostics;
using System.Globalization;
using Fresnel.Media.Ingest;
using Fresnel.Media.Processes;
using Fresnel.Media.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Media.Tests.Processes;

/// <summary>What a decoder may do wrong: each fault by a real process, each found, named, and gone afterwards.</summary>
public sealed class DecoderFaultTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    /// <summary>What is waited for without a limit of its own: a process that is not got rid of fails its test, and does not hold up the others.</summary>
    private const int TooLongMs = 120_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly TempFolder folder = new();
    private string video = "";

    public async Task InitializeAsync()
    {
        video = folder["moving.mp4"];
        await Tools.MakeAsync(video, "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=20:duration=2", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    [Theory(Timeout = TooLongMs)]
    [InlineData("exec head -c 300000 /dev/urandom", "not NUT")]
    [InlineData("head -c 300000 /dev/urandom; exec sleep 600", "not NUT")]
    [InlineData("ffmpeg \"$@\" | head -c 60", "ends in the middle")]
    [InlineData("ffmpeg \"$@\" | head -c 300000", "ends in the middle")]
    [InlineData("ffmpeg \"$@\" | head -c 400000; head -c 400000 /dev/urandom", "")]
    [InlineData("exec ffmpeg -v error -f lavfi -i color=size=8192x8192:rate=5 -c:v rawvideo -pix_fmt yuv420p -f nut pipe:1", "8192x8192, larger than it was asked for")]
    [InlineData("exec ffmpeg -v error -f lavfi -i color=size=64x64:rate=5 -c:v rawvideo -pix_fmt rgb24 -f nut pipe:1", "not I420")]
    [InlineData("exit 42", "ended with code 42: it said nothing")]
    [InlineData("echo 'it is all too much' >&2; exit 3", "ended with code 3: it is all too much")]
    [InlineData("kill -SEGV $$", "signal 11 (SIGSEGV)")]
    [InlineData("kill -ABRT $$", "signal 6 (SIGABRT)")]
    [InlineData("ffmpeg \"$@\"; exec >&-; exec sleep 600", "sent no more and did not end")]
    public async Task Decoder_Broken_IsACrashThatSaysWhat(string script, string words)
    {
        var watch = Stopwatch.StartNew();
        await using var ingest = Start(script);
        var (frames, end) = await ingest.AllAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.00} s, {frames.Count} frames: {end.Message}"));

        Assert.Equal(IngestEndReason.Failed, end.Reason);
        Assert.True(end.Crashed, end.ToString());
        Assert.Contains(words, end.Message, StringComparison.Ordinal);
        AssertGone(ingest);
    }

    [Theory(Timeout = TooLongMs)]
    [InlineData("exec ffmpeg -v error -i \"file:/nowhere.mp4\" -f null -", MediaErrorCode.NotFound)]
    [InlineData("echo 'rtsp://server: Connection refused' >&2; exit 145", MediaErrorCode.Refused)]
    public async Task Decoder_WhoseSourceIsAway_IsNoCrash(string script, MediaErrorCode code)
    {
        await using var ingest = Start(script);
        var (_, end) = await ingest.AllAsync();

        Assert.Equal((IngestEndReason.Failed, code, false), (end.Reason, end.Error, end.Crashed));
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Decoder_EndingEarly_IsAnEndAfterItsFrames()
    {
        await using var ingest = Start("exec ffmpeg -v error -f lavfi -i color=size=64x64:rate=5 -frames:v 3 -c:v rawvideo -pix_fmt yuv420p -f nut pipe:1");
        var (frames, end) = await ingest.AllAsync();

        Assert.Equal((3, IngestEndReason.EndOfStream, false), (frames.Count, end.Reason, end.Crashed));
    }

    [Theory(Timeout = TooLongMs)]
    [InlineData("KILL", true)]
    [InlineData("SEGV", true)]
    [InlineData("STOP", false)]
    public async Task Ffmpeg_Signalled_IsFoundInTime(string signal, bool crash)
    {
        await using var ingest = Ingests.Start(video, new IngestOptions { RealTime = true, Loop = true, NoFrameLimit = Limit });
        (await ingest.NextAsync()).Frame!.Release();
        await Tools.RunAsync("kill", $"-{signal}", ingest.ProcessId.ToString(CultureInfo.InvariantCulture));
        var watch = Stopwatch.StartNew();
        var (_, end) = await ingest.AllAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{signal}: found after {watch.Elapsed.TotalSeconds:0.000} s (limit without frames {Limit.TotalSeconds:0} s): {end.Message}"));

        Assert.Equal(crash, end.Crashed);
        Assert.Equal(crash ? IngestEndReason.Failed : IngestEndReason.Stalled, end.Reason);
        if (crash) Assert.Contains($"(SIG{signal})", end.Message, StringComparison.Ordinal);
        await ingest.StopAsync();
        AssertGone(ingest);
    }

    [Theory(Timeout = TooLongMs)]
    [InlineData("exec sleep 600")]
    [InlineData("ffmpeg \"$@\" | head -c 60; exec sleep 600")]
    [InlineData("trap '' TERM; while :; do sleep 1; done")]
    public async Task Decoder_WithoutFrames_IsAStall(string script)
    {
        var watch = Stopwatch.StartNew();
        await using var ingest = Start(script);
        var (_, end) = await ingest.AllAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"found after {watch.Elapsed.TotalSeconds:0.000} s: {end.Message}"));

        Assert.Contains(end.Reason, new[] { IngestEndReason.Stalled, IngestEndReason.Failed });
        Assert.True(end.Reason is IngestEndReason.Stalled || end.Message.Contains("did not end", StringComparison.Ordinal), end.Message);
        await ingest.StopAsync();
        AssertGone(ingest);
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Decoder_ThatIgnoresBeingAskedToEnd_IsKilledWithWhatItStarted()
    {
        var pid = folder["pid"];
        await using var ingest = Start($"trap '' TERM; sleep 600 & echo $! > {pid}; ffmpeg \"$@\"; wait", new IngestOptions { RealTime = true, Loop = true, MaxWidth = 320 });
        (await ingest.NextAsync()).Frame!.Release();
        var child = int.Parse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists($"/proc/{child}"));
        var watch = Stopwatch.StartNew();
        await ingest.StopAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stopped after {watch.Elapsed.TotalSeconds:0.00} s"));

        AssertGone(ingest);
        await WaitAsync(() => !IsAlive(child), "what it started is gone");
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Decoder_ThatFloodsItsErrorOutput_IsHeldUpAndItsFramesGoOn()
    {
        var pid = folder["pid"];
        await using var ingest = Start($"yes 'error while decoding MB 1 2' >&2 & echo $! > {pid}; exec ffmpeg \"$@\"", new IngestOptions { RealTime = true, Loop = true, MaxWidth = 320 });
        (await ingest.NextAsync()).Frame!.Release();
        var flooder = int.Parse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture);
        var (memory, written, watch) = (GC.GetTotalMemory(forceFullCollection: true), Written(flooder), Stopwatch.StartNew());
        for (var i = 0; i < 50; i++) (await ingest.NextAsync()).Frame!.Release();
        var rate = (Written(flooder) - written) / watch.Elapsed.TotalSeconds;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"50 frames in {watch.Elapsed.TotalSeconds:0.0} s; {rate / 1024:0} KiB/s of errors taken; memory grown by {grown / 1024} KiB"));

        Assert.InRange(rate, 1, 2_000_000); // without a limit: gigabytes
        Assert.True(grown < 5_000_000, $"{grown} bytes more");
        await ingest.StopAsync();
        AssertGone(ingest);
        await WaitAsync(() => !IsAlive(flooder), "the flooder is gone");
    }

    private VideoIngest Start(string script, IngestOptions? options = null) => Ingests.Start(
        video,
        options ?? new IngestOptions { MaxWidth = 320, NoFrameLimit = Limit, FirstFrameLimit = Limit },
        ffmpeg: new FfmpegOptions { FfmpegPath = StandIn.Write(folder.Path, script), StopGrace = TimeSpan.FromSeconds(1) });

    private static void AssertGone(VideoIngest ingest) => Assert.False(IsAlive(ingest.ProcessId), "the process lives");

    private static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static long Written(int id) =>
        long.Parse(File.ReadLines($"/proc/{id}/io").Single(line => line.StartsWith("wchar:", StringComparison.Ordinal))[6..], CultureInfo.InvariantCulture);

    private static async Task WaitAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Tools.Generous, $"Waited in vain: {what}.");
            await Task.Delay(20);
        }
    }
}
