using Fresnel.Service.Commands;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class AnalyzeResumeTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DemoVideoFact]
    public async Task Analyze_KilledAgainAndAgainAndResumed_GivesTheSameBytesAndLeavesNothingBehind()
    {
        var seed = Random.Shared.Next();
        var (kills, frames) = (SlowTests.Choose(3, 20), SlowTests.Choose(150, 795));
        output.WriteLine($"seed {seed}, {kills} kills");
        var random = new Random(seed);
        var video = await TestVideos.MakeAsync(folder["walk.avi"], frames);
        var whole = await NodeRun.ToEndAsync(Arguments(video, "whole.csv"));
        Assert.True(whole.ExitCode == ExitCodes.Ok, whole.ToString());
        Assert.Equal(["data", "walk.avi", "whole.csv"], Names(folder.Root));

        var kept = 0L;
        for (var kill = 0; kill < kills; kill++)
        {
            using var run = NodeRun.Start(Arguments(video, "resumed.csv", "--annotate", folder["resumed.mp4"], "--resume"));
            var until = kept + random.Next(100, 780);
            Assert.True(await Eventually.TrueAsync(() => run.HasExited || StateBytes() > until), "no progress");
            Assert.False(run.HasExited, $"it ended before kill {kill + 1}");
            run.Kill();
            await run.EndAsync();
            Assert.True(await Eventually.TrueAsync(() => Eventually.ProcessesWith(folder.Root) == 0), "ffmpeg lives on");
            Assert.Equal(["data", "walk.avi", "whole.csv"], Names(folder.Root));
            kept = StateBytes();
            output.WriteLine($"killed with {kept} bytes kept");
        }

        var last = await NodeRun.ToEndAsync(Arguments(video, "resumed.csv", "--annotate", folder["resumed.mp4"], "--resume"));
        Assert.True(last.ExitCode == ExitCodes.Ok, last.ToString());
        Assert.Contains("resuming at frame ", last.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder["whole.csv"]), File.ReadAllText(folder["resumed.csv"]));
        Assert.Empty(Names(folder["data/analyze"]));
        Assert.Equal(["data", "resumed.csv", "resumed.mp4", "walk.avi", "whole.csv"], Names(folder.Root));
        Assert.Equal(frames, (await TestVideos.TimesAsync(folder["resumed.mp4"])).Length);
    }

    [DemoVideoFact]
    public async Task Analyze_CtrlC_StopsCleanlyAndSaysHowToCarryOn()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 60);
        using (var run = NodeRun.Start(Arguments(video, "a.csv", "--annotate", folder["a.mp4"])))
        {
            Assert.True(await Eventually.TrueAsync(() => run.HasExited || StateBytes() > 100), "no progress");
            await run.InterruptAsync();
            var stopped = await run.EndAsync();
            Assert.True(stopped.ExitCode == ExitCodes.Interrupted, stopped.ToString());
            Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);
        }

        Assert.True(await Eventually.TrueAsync(() => Eventually.ProcessesWith(video) == 0), "ffmpeg lives on");
        Assert.Equal(["data", "walk.avi"], Names(folder.Root));

        // Without --resume the kept part is discarded; with it, it is used: the bytes are the same.
        var resumed = await NodeRun.ToEndAsync(Arguments(video, "a.csv", "--annotate", folder["a.mp4"], "--resume"));
        Assert.True(resumed.ExitCode == ExitCodes.Ok, resumed.ToString());
        Assert.Contains("resuming at frame", resumed.Error, StringComparison.Ordinal);
        var bytes = File.ReadAllText(folder["a.csv"]);
        Assert.Equal(60, (await TestVideos.TimesAsync(folder["a.mp4"])).Length);
        var again = await NodeRun.ToEndAsync(Arguments(video, "a.csv"));
        Assert.True(again.ExitCode == ExitCodes.Ok, again.ToString());
        Assert.Equal(bytes, File.ReadAllText(folder["a.csv"]));
    }

    [DemoVideoFact]
    public async Task Analyze_DecoderKilled_FailsAndCanBeResumed()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 300);
        using (var run = NodeRun.Start(Arguments(video, "a.csv")))
        {
            Assert.True(await Eventually.TrueAsync(() => run.HasExited || StateBytes() > 100), "no progress");
            Assert.NotEqual(0, Eventually.Kill("ffmpeg", video));
            var failed = await run.EndAsync();
            Assert.True(failed.ExitCode == ExitCodes.Input, failed.ToString());
            Assert.Contains("--resume", failed.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder["a.csv"]));
        }

        var resumed = await NodeRun.ToEndAsync(Arguments(video, "a.csv", "--resume"));
        Assert.True(resumed.ExitCode == ExitCodes.Ok, resumed.ToString());
        Assert.Contains("frames      300 (", resumed.Output, StringComparison.Ordinal);
    }

    private static string[] Names(string path) => [.. Directory.GetFileSystemEntries(path).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    private string[] Arguments(string video, string table, params string[] more) =>
        ["analyze", video, "--out", folder[table], "--data", folder["data"], .. more];

    private long StateBytes()
    {
        var state = new DirectoryInfo(folder["data/analyze"]);
        return state.Exists ? state.GetFiles("*.detections").Sum(file => file.Length) : 0;
    }
}
