using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fresnel.Bench.Measuring;
using Fresnel.Media.Ingest;
using Fresnel.Media.Sources;
using Fresnel.Messages.Cameras;

namespace Fresnel.Bench.Pipeline;

/// <summary>
/// What a camera costs in front of which nothing happens: the processor time of a whole node, a process of its own with its decoder,
/// against the same decoder alone, whose pictures go nowhere. Both run at the same time, over the same seconds.
/// </summary>
internal sealed partial class StillCamera(BenchRun run)
{
    private const int Fps = 5;

    /// <summary>The runtime compiles what runs often once more, for the first half minute: a camera runs for months.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(6);

    public async Task RunAsync(CancellationToken cancel)
    {
        await RunAsync(1920, 1080, 25, cancel);
        await RunAsync(1280, 720, Fps, cancel);
    }

    private async Task RunAsync(int width, int height, int sourceFps, CancellationToken cancel)
    {
        var measure = new Measure($"still camera, {width}x{height} at {sourceFps} fps, looked at {Fps} times a second", "ms/s", Better.Lower, Goal: 1 / 1.15);
        if (!run.Wants(measure.Name)) return;
        var video = await PipelineVideo.StillAsync(run.Folder, width, height, sourceFps, cancel);
        using var node = StartNode($"data-still-{sourceFps}");
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(node, cancel) };
            using var answer = await client.PostAsJsonAsync("/api/v1/cameras", new { name = "still", settings = new { source = video, analysisFps = Fps, recording = false } }, cancel);
            answer.EnsureSuccessStatusCode();
            using var bare = StartBare(video);
            try
            {
                await Task.Delay(Settle, cancel);
                await MeasureAsync(measure, node.Id, bare.Id, client, cancel);
            }
            finally
            {
                bare.Kill();
            }
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private async Task MeasureAsync(Measure measure, int node, int bare, HttpClient client, CancellationToken cancel)
    {
        var ffmpeg = ProcessorTime.ChildrenOf(node).Single();
        var (figures, baselines, decoders) = (new double[run.Repeats], new double[run.Repeats], new double[run.Repeats]);
        var before = await CountersAsync(client, cancel);
        for (var i = 0; i < run.Repeats; i++)
        {
            var (clock, own, child, alone) = (Stopwatch.GetTimestamp(), ProcessorTime.Of(node), ProcessorTime.Of(ffmpeg), ProcessorTime.Of(bare));
            await Task.Delay(Window, cancel);
            var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            decoders[i] = 1000 * (ProcessorTime.Of(ffmpeg) - child) / seconds;
            figures[i] = (1000 * (ProcessorTime.Of(node) - own) / seconds) + decoders[i];
            baselines[i] = 1000 * (ProcessorTime.Of(bare) - alone) / seconds;
        }

        run.AddPairs(measure, figures, baselines);
        var after = await CountersAsync(client, cancel);
        var frames = after.GetProperty("decoded").GetInt64() - before.GetProperty("decoded").GetInt64();
        var gated = after.GetProperty("gated").GetInt64() - before.GetProperty("gated").GetInt64();
        run.Note($"{measure.Name}: {gated} of {frames} frames were found still; the node's own decoder took {Medians.Median(decoders):0.0} ms/s, the rest of the node {Medians.Median(figures) - Medians.Median(decoders):0.0} ms/s");
    }

    private static async Task<JsonElement> CountersAsync(HttpClient client, CancellationToken cancel) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/cameras/still", cancel)).GetProperty("live").GetProperty("counters");

    private Process StartNode(string data)
    {
        var program = typeof(Cluster.Node.Hosting.RunningNode).Assembly.Location;
        string[] arguments = [program, "node", "--data", Path.Combine(run.Folder, data), "--port", "0"];
        return Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new InvalidOperationException("the node did not start");
    }

    private static async Task<Uri> AddressAsync(Process node, CancellationToken cancel)
    {
        var found = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && AddressPattern().Match(text) is { Success: true } match) found.TrySetResult(new Uri(match.Value));
        };
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
        var address = await found.Task.WaitAsync(TimeSpan.FromSeconds(60), cancel);
        using var client = new HttpClient { BaseAddress = address };
        while (!(await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancel)).IsSuccessStatusCode) await Task.Delay(100, cancel);
        return address;
    }

    // The words of a camera's decoder. What it writes is thrown away by the kernel.
    private static Process StartBare(string video)
    {
        var options = new IngestOptions { RealTime = true, Loop = true, MaxFrameRate = Fps, MaxWidth = new CameraSettings { Source = video }.AnalysisWidth };
        var arguments = IngestArguments.Build(VideoSource.Parse(video), options, segments: null);
        return Process.Start("sh", ["-c", "exec ffmpeg \"$@\" > /dev/null", "ffmpeg", .. arguments]) ?? throw new InvalidOperationException("ffmpeg did not start");
    }

    [GeneratedRegex(@"http://[^\s]+")]
    private static partial Regex AddressPattern();
}
