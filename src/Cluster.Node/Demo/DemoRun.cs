using System.Globalization;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Messages.Cameras;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Demo;

/// <summary>The demo: a node, a camera that replays a video, a line now and then, and a summary.</summary>
internal sealed class DemoRun(NodeConfiguration configuration, DemoVideo video, TimeSpan? runFor, TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(10);
    private readonly string camera = video.Camera;

    /// <summary>Runs until its time is up or it is stopped.</summary>
    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        await video.CheckAsync(configuration.Ffmpeg, time, signals.Token);
        await using var node = await RunningNode.StartAsync(configuration, time, signals.Token);
        var before = await node.Events.FindEndAsync(signals.Token);
        await EnsureCameraAsync(node, signals.Token);
        Say($"Open {node.Address} to see it. Ctrl-C stops it.");

        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Token);
        if (runFor is { } length) end.CancelAfter(length);
        var last = await WatchAsync(node, end.Token);
        Say("Stopping.");
        await node.StopWorkAsync();
        await SummariseAsync(node, last, before.Position);
        return ExitCodes.Ok;
    }

    private async Task EnsureCameraAsync(RunningNode node, CancellationToken cancellationToken)
    {
        var reader = node.Services.GetRequiredService<CameraReader>();
        var commander = node.Services.GetRequiredService<CameraCommander>();
        var source = await video.UnpackAsync(node.DataFolder, cancellationToken);
        var known = await reader.FindFreshAsync(camera, cancellationToken);
        if (known is null or { Status: CameraStatus.Deleted })
        {
            await commander.CreateAsync(new CreateCamera { Name = camera, Settings = new CameraSettingsInput { Source = source } }, null, cancellationToken);
            Say($"Camera '{camera}' was created; it replays {source} in a loop.");
            return;
        }

        if (known.Settings.Source != source)
        {
            await commander.ChangeAsync(camera, new CameraSettingsInput { Source = source }, true, null, null, cancellationToken);
            Say($"Camera '{camera}' replays {source} from now on.");
        }

        if (known.Status is CameraStatus.Disabled) await commander.EnableAsync(camera, null, cancellationToken);
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Camera '{camera}' carries on from its journal: {Count(known.Episodes, "episode")} and {Count(known.Outages, "outage")} so far{(known.Status is CameraStatus.Disabled ? "; it was disabled and is enabled again" : "")}."));
    }

    /// <summary>A line each ten seconds, until the end.</summary>
    /// <returns>The last counters seen.</returns>
    private async Task<CameraCounters?> WatchAsync(RunningNode node, CancellationToken cancellationToken)
    {
        CameraCounters? last = null;
        using var timer = new PeriodicTimer(StatusEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (node.Board.TryGet(camera, out var live))
                {
                    last = live.Counters;
                    Say(StatusLine(live, last));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }

        return node.Board.TryGet(camera, out var now) ? now.Counters : last;
    }

    private string StatusLine(ICameraLive live, CameraCounters c)
    {
        var health = live.Health;
        var clock = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return health.State != "streaming"
            ? $"{clock}  {camera} {health.State}{(health.Detail.Length > 0 ? $": {health.Detail}" : "")}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{clock}  {camera} {c.DecodedFps:0.0} frames/s, {c.AnalysedFps:0.0} analysed; {c.Skipped} skipped, {c.Gated} still; {Count(c.Detections, "detection")}, {Count(c.Tracks, "track")}, {Count(c.Episodes, "episode")}; latency p50 {c.LatencyP50Ms:0} ms, p99 {c.LatencyP99Ms:0} ms");
    }

    private async Task SummariseAsync(RunningNode node, CameraCounters? counters, long before)
    {
        var view = await node.Services.GetRequiredService<CameraReader>().FindFreshAsync(camera, CancellationToken.None);
        var end = await node.Events.FindEndAsync(CancellationToken.None);
        var lines = new List<string> { "", "Summary" };
        if (counters is { } c)
        {
            lines.AddRange(
            [
                Line("frames decoded", $"{c.Decoded}"),
                Line("frames analysed", $"{c.Analysed}"),
                Line("frames skipped", $"{c.Skipped}", $"{c.Gated} more without motion"),
                Line("detections", $"{c.Detections}"),
                Line("tracks", $"{c.Tracks}"),
                Line("episodes", $"{c.Episodes}", $"{view?.Episodes ?? 0} since the camera was created"),
                Line("outages", $"{view?.Outages ?? 0}", "since the camera was created"),
                Line("latency", string.Create(CultureInfo.InvariantCulture, $"p50 {c.LatencyP50Ms:0} ms  p95 {c.LatencyP95Ms:0} ms  p99 {c.LatencyP99Ms:0} ms"), "frame read to observation"),
            ]);
        }
        else
        {
            lines.Add($"  the camera '{camera}' did not run");
        }

        lines.Add(Line("events in journal", $"{end.Position}", $"{end.Position - before} in this run"));
        lines.Add($"  data folder        {node.DataFolder}");
        foreach (var line in lines) Say(line);
    }

    private static string Count(long n, string what) => string.Create(CultureInfo.InvariantCulture, $"{n} {what}{(n == 1 ? "" : "s")}");

    private static string Line(string what, string value, string? remark = null) =>
        string.Create(CultureInfo.InvariantCulture, $"  {what,-18} {value}{(remark is null ? "" : $"  ({remark})")}");

    private void Say(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
