using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fresnel.Tests.Models;

namespace Fresnel.Faults.Tests.Models;

/// <summary>
/// Cameras whose models throw, give NaN or never return as long as the picture is white, which it is for two of fourteen seconds, beside a camera whose model
/// is sound: a node as a process, real graphs.
/// </summary>
public sealed class FaultyModelCameraTests
{
    private const string Sound = "sound";
    private static readonly string[] Faulty = ["throwing", "nan", "stuck"];

    [Fact]
    public async Task Models_ThatThrowGiveNanAndHang_AreReportedAndRecoverBesideASoundOne()
    {
        var folder = TestPlaces.NewFolder();
        using var models = new ModelFolder(Directory.CreateDirectory(Path.Combine(folder, "models")).FullName);
        models.Add(Sound, TinyModels.Yolo(), TinyModels.YoloManifest);
        models.Add("throwing", FaultyModels.Throwing(), TinyModels.FaultyManifest);
        models.Add("nan", FaultyModels.NaN(), TinyModels.FaultyManifest);
        models.Add("stuck", FaultyModels.Stuck(150_000), TinyModels.FaultyManifest);
        var video = await MakeVideoAsync(folder);
        await using (var node = await NodeProcess.StartAsync(
            Path.Combine(folder, "data"),
            "--set", $"Models:Folders={models.Root}", "--set", "Models:RunLimit=00:00:01", "--set", "Models:CircuitFailures=3", "--set", "Models:CircuitOpenFor=00:00:01"))
        {
            foreach (var name in Faulty.Prepend(Sound)) await CreateAsync(node.Client, name, video);
            await Task.WhenAll(Faulty.Select(name => FailAndRecoverAsync(node.Client, name)));

            Assert.InRange(await MetricAsync(node.Client, "fresnel_inference_failed", "throwing"), 3, long.MaxValue);
            Assert.InRange(await MetricAsync(node.Client, "fresnel_inference_non_finite", "nan"), 3, long.MaxValue);
            Assert.InRange(await MetricAsync(node.Client, "fresnel_inference_hung", "stuck"), 1, long.MaxValue);
            Assert.Equal(0, await MetricAsync(node.Client, "fresnel_inference_failed", Sound));
            Assert.Equal(0, (await CountersAsync(node.Client, Sound)).Number("failed"));

            // A stop in the middle of a run that does not return is a stop.
            var hung = await MetricAsync(node.Client, "fresnel_inference_hung", "stuck");
            await Eventually.IsAsync(async () => await MetricAsync(node.Client, "fresnel_inference_hung", "stuck") > hung, "another run hangs");
            node.Signal("TERM");
            Assert.Equal(0, await node.ExitAsync());
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Waits until the camera says that its frames are not analysed, and until they are again; the sound camera's go on meanwhile.</summary>
    private static async Task FailAndRecoverAsync(HttpClient client, string name)
    {
        var before = (await CountersAsync(client, Sound)).Number("analysed");
        await Eventually.IsAsync(async () => (await HealthAsync(client, name)).Text("detail").StartsWith("frames are not analysed: Model " + name, StringComparison.Ordinal), $"{name} says that it is not analysed");
        Assert.Equal("streaming", (await HealthAsync(client, name)).Text("state"));
        await Eventually.IsAsync(async () => await MetricAsync(client, "fresnel_inference_circuit_open", name) == 1, $"the circuit of {name} opens");
        var failed = (await CountersAsync(client, name)).Number("failed");
        Assert.True(failed > 0, $"{name} counts {failed} failures");
        var analysed = (await CountersAsync(client, name)).Number("analysed");
        await Eventually.IsAsync(async () => (await CountersAsync(client, name)).Number("analysed") > analysed && (await HealthAsync(client, name)).Text("detail").Length == 0, $"{name} is analysed again");
        Assert.Equal(0, await MetricAsync(client, "fresnel_inference_down", name));
        Assert.True((await CountersAsync(client, Sound)).Number("analysed") > before, "the sound camera stands still");
    }

    private static async Task CreateAsync(HttpClient client, string name, string video) =>
        await client.CreateCameraAsync(name, new { source = video, model = name, label = "cat", motionGating = false });

    private static async Task<JsonElement> CountersAsync(HttpClient client, string name) => (await LiveAsync(client, name)).GetProperty("counters");

    private static async Task<JsonElement> HealthAsync(HttpClient client, string name) => (await LiveAsync(client, name)).GetProperty("health");

    private static Task<JsonElement> LiveAsync(HttpClient client, string name) => Eventually.ValueAsync(
        async () => (await client.CameraAsync(name)).GetProperty("live") is { ValueKind: JsonValueKind.Object } live ? live : (JsonElement?)null,
        $"{name} runs");

    private static async Task<long> MetricAsync(HttpClient client, string metric, string model)
    {
        var text = await client.GetStringAsync("/metrics");
        var found = Regex.Match(text, $$"""^{{metric}}(_total)?\{[^}]*model="{{model}}"[^}]*\} (\d+)""", RegexOptions.Multiline);
        Assert.True(found.Success, $"/metrics has no {metric} of {model}");
        return long.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Dark for four seconds, white for two, dark for eight: a run that is stuck ends before the next.</summary>
    private static async Task<string> MakeVideoAsync(string folder)
    {
        var path = Path.Combine(folder, "flash.mp4");
        string[] arguments =
        [
            "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=5:duration=14",
            "-vf", "lutyuv=y=val/2,drawbox=color=white:t=fill:enable='between(t,4,6)'", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", path,
        ];
        using var ffmpeg = System.Diagnostics.Process.Start("ffmpeg", arguments);
        await ffmpeg.WaitForExitAsync();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
