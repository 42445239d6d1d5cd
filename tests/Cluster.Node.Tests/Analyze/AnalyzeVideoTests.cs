using Fresnel.Cluster.Node.Analyze;
using System.Globalization;
using Fresnel.Behaviour.Tracking;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Media.Ingest;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Fresnel.Service.Commands;
using Fresnel.Tests.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class AnalyzeVideoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DemoVideoFact]
    public async Task Analyze_KnownFrames_GivesWhatModelAndTrackerGiveOneByOne()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 25);
        var answer = await NodeRun.ToEndAsync("analyze", video, "--model", "people-hog", "--out", folder["a.csv"], "--data", folder["data"]);
        Assert.True(answer.ExitCode == ExitCodes.Ok, answer.ToString());
        Assert.Contains("frames      25\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("people-hog", answer.Output, StringComparison.Ordinal);
        Assert.Contains(" on CPU", answer.Output, StringComparison.Ordinal);

        var expected = await OneByOneAsync(video);
        var rows = Rows("a.csv");
        Assert.Equal(expected, rows.Select(row => row[0] + "," + row[2] + "," + row[4]));
        Assert.Contains(rows, row => row[2] == "1");
        Assert.All(rows, row => Assert.Equal("person", row[3]));
        Assert.All(rows, row => Assert.Equal(Number(row[0]) / 10, Number(row[1]), 5));
    }

    [DemoVideoFact]
    public async Task Analyze_FrameLimit_IsAPrefixOfTheWhole()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 20);
        await OkAsync(video, "all.csv");
        await OkAsync(video, "some.csv", "--frames", "12");
        Assert.Equal(File.ReadLines(folder["all.csv"]).Where(line => line[0] == 'f' || Number(line.Split(',')[0]) < 12), File.ReadLines(folder["some.csv"]));
        Assert.Contains(Rows("some.csv"), row => row[0] == "11");
    }

    [DemoVideoFact]
    public async Task Analyze_ModelWhoseAnswersDependOnTheirBatch_GivesTheSameBytesWhateverWaits()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 60);
        using var models = new ModelFolder(Directory.CreateDirectory(folder["models"]).FullName);
        models.Add("sociable", TinyModels.Sociable(), TinyModels.YoloManifest);
        models.Add("alone", TinyModels.Yolo(), TinyModels.YoloManifest);
        foreach (var model in new[] { "sociable", "alone" })
        {
            var answer = await NodeRun.HereAsync("analyze", video, "--model", model, "--models", models.Root, "--out", folder[$"{model}.csv"], "--data", folder["data"]);
            Assert.True(answer.ExitCode == ExitCodes.Ok, answer.ToString());
        }

        Assert.True(File.ReadAllLines(folder["alone.csv"]).Length > 60);
        Assert.Equal(File.ReadAllText(folder["alone.csv"]), File.ReadAllText(folder["sociable.csv"]));
    }

    [DemoVideoTheory]
    [InlineData("odd.mkv", "-c:v libx264 -pix_fmt yuv444p", "crop=255:257:10:10")]
    [InlineData("10bit.mp4", "-c:v libx264 -pix_fmt yuv420p10le", "null")]
    [InlineData("444.mp4", "-c:v libx264 -pix_fmt yuv444p", "null")]
    [InlineData("variable.mkv", "-c:v libx264 -fps_mode vfr", "setpts='(N+gte(N\\,5)*N*N)/10/TB'")]
    public async Task Analyze_UncommonVideo_HasARowTimeForEachFrame(string name, string encoding, string filter)
    {
        var video = await TestVideos.MakeAsync(folder[name], 12, encoding, filter);
        await OkAsync(video, "a.jsonl", "--annotate", folder["a.mp4"]);
        var times = await TestVideos.TimesAsync(video);
        Assert.Equal(12, times.Length);
        Assert.NotEmpty(File.ReadLines(folder["a.jsonl"]));
        foreach (var line in File.ReadLines(folder["a.jsonl"]))
        {
            using var row = System.Text.Json.JsonDocument.Parse(line);
            Assert.Equal(times[row.RootElement.GetProperty("frame").GetInt32()], row.RootElement.GetProperty("time_s").GetDouble(), 0.002);
        }

        Assert.Equal(12, (await TestVideos.TimesAsync(folder["a.mp4"])).Length);
    }

    [DemoVideoFact]
    public async Task Analyze_VideoCutOff_AnalysesWhatIsThereAndWarns()
    {
        var video = TestVideos.Truncate(await TestVideos.MakeAsync(folder["whole.avi"], 30), folder["cut.avi"]);
        var answer = await NodeRun.HereAsync("analyze", video, "--out", folder["a.csv"], "--data", folder["data"]);
        Assert.True(answer.ExitCode == ExitCodes.Ok, answer.ToString());
        Assert.Contains("warning: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("cut.avi", answer.Error, StringComparison.Ordinal);
        Assert.NotEmpty(Rows("a.csv"));
    }

    [DemoVideoFact]
    public async Task Analyze_OutputThere_IsReplacedOnlyOnSuccess()
    {
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 3);
        await File.WriteAllTextAsync(folder["a.csv"], "old");
        await File.WriteAllTextAsync(folder["b.avi"], "no video");
        var failed = await NodeRun.HereAsync("analyze", folder["b.avi"], "--out", folder["a.csv"], "--data", folder["data"]);
        Assert.Equal(ExitCodes.Input, failed.ExitCode);
        Assert.Equal("old", await File.ReadAllTextAsync(folder["a.csv"]));
        await OkAsync(video, "a.csv");
        Assert.StartsWith("frame,", await File.ReadAllTextAsync(folder["a.csv"]), StringComparison.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Frame, track and score of each detection, without anything of the verb's: one frame after the other.</summary>
    private static async Task<List<string>> OneByOneAsync(string video)
    {
        await using var catalog = new DetectorCatalog(new ModelCatalog(ModelFolders.Shipped()!), TimeProvider.System);
        await using var detector = await catalog.OpenAsync("people-hog");
        await using var ingest = VideoIngest.Start(VideoSource.Parse(video), new IngestOptions(), new FfmpegOptions(), TimeProvider.System, NullLogger<VideoIngest>.Instance);
        var tracker = new Tracker(new TrackerOptions());
        var lines = new List<string>();
        var found = new List<Detected>();
        while ((await ingest.ReadAsync(CancellationToken.None)).Frame is { } frame)
        {
            await detector.DetectAsync(frame, InferenceClass.Interactive, Timeout.InfiniteTimeSpan, found, CancellationToken.None);
            var ids = new long?[found.Count];
            tracker.Update(frame.StreamTime, found.Select(d => new DetectedBox(d.Label, d.Score, d.Box)).ToArray(), ids);
            for (var i = 0; i < ids.Length; i++) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{frame.Number},{ids[i]},{found[i].Score:F6}"));
            frame.Release();
        }

        return lines;
    }

    private async Task OkAsync(string video, string table, params string[] more)
    {
        var answer = await NodeRun.HereAsync(["analyze", video, "--out", folder[table], "--data", folder["data"], .. more]);
        Assert.True(answer.ExitCode == ExitCodes.Ok, answer.ToString());
    }

    private string[][] Rows(string name) => [.. File.ReadLines(folder[name]).Skip(1).Select(line => line.Split(','))];
}
