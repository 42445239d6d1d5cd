using System.Text.Json;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Faults.Tests.Load;
using Fresnel.Media.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Clocks;

/// <summary>The wall clock of a running node is set by an hour, forward and back.</summary>
public sealed class ClockTests(ITestOutputHelper output) : IDisposable
{
    private const string People = "people";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [FakeClockFact]
    public async Task Node_ItsClockSetAnHourForwardAndBack_GoesOnAndShowsNoNegativeTime()
    {
        var clock = new FakeClock(Path.Combine(folder, "clock"));
        clock.Set(TimeSpan.Zero);
        var data = Path.Combine(folder, "data");
        var seat = new NodeSeat();
        string marker;
        CameraLoad load;
        await using var frames = await FrameLoad.StartAsync(folder);
        await using (var node = await NodeProcess.StartAsync(data, clock.Environment))
        {
            marker = node.Marker;
            seat.Sit(node);
            await frames.CreateAsync(node.Client);
            await node.Client.CreateCameraAsync(People, new { source = await CrowdAsync(), analysisFps = 5, quietSeconds = 1, preRollSeconds = 1, postRollSeconds = 0.5 });
            var restarts = await RestartsAsync(node.Client);
            using var feed = await node.Client.GetAsync("/api/v1/events/stream?from=start", HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await feed.Content.ReadAsStreamAsync());
            load = CameraLoad.Start(seat, clients: 2, cameras: 3, seed: 1);
            var former = TimeSpan.Zero;
            foreach (var ahead in SlowTests.Wanted ? new[] { Hour, TimeSpan.Zero, -Hour, TimeSpan.Zero } : [Hour, TimeSpan.Zero])
            {
                var open = await OpenEpisodeAsync(node.Client); // it is set in the middle of an episode
                clock.Set(ahead);
                await GoesOnAsync(node.Client, reader, load, clock);
                if (ahead < former || SlowTests.Wanted) await EpisodeAsync(node.Client, open, clock);
                former = ahead;
                output.WriteLine($"{ahead.TotalSeconds} s ahead: goes on");
            }

            await load.FinishAsync();
            Assert.Equal(restarts, await RestartsAsync(node.Client)); // no decoder was taken for dead
            await AssertTimesAsync(node.Client, clock);

            // An owner that saw a later hour than the next one sees.
            clock.Set(-Hour);
            await node.Client.StreamingAsync(FrameLoad.Cameras[0]);
            await node.KillAsync();
        }

        await using (var node = await NodeProcess.StartAsync(data, clock.Environment))
        {
            await Task.WhenAll(FrameLoad.Cameras.Select(camera => node.Client.StreamingAsync(camera)));
            await Task.WhenAll(FrameLoad.Cameras.Select(node.Client.NoOutageAsync));
            await AssertTimesAsync(node.Client, clock);
            marker = node.Marker;
            node.Signal("TERM");
            Assert.Equal(0, await node.ExitAsync());
        }

        await load.DisposeAsync();
        var report = await StoppedNode.AuditAsync(data, load.Ledger, marker);
        output.WriteLine($"{report}");
        report.AssertClean("after the clock was set");
    }

    /// <summary>People all the time, in the half of the picture where they walk.</summary>
    private async Task<string> CrowdAsync()
    {
        var path = Path.Combine(folder, "crowd.avi");
        await Tools.MakeAsync(path, "-i", DemoVideo.FilePath, "-vf", "crop=320:288:320:60", "-frames:v", "300", "-c:v", "mpeg4", "-q:v", "3", "-bf", "0");
        return path;
    }

    // Frames of the new time arrive, callers are answered, and the feed shows events of it.
    private static async Task GoesOnAsync(HttpClient client, StreamReader feed, CameraLoad load, FakeClock clock)
    {
        var limit = TimeSpan.FromSeconds(30);
        var answered = load.Answered;
        foreach (var camera in FrameLoad.Cameras)
        {
            await Eventually.IsAsync(
                async () => (await client.CameraAsync(camera)).GetProperty("live").GetProperty("health") is var health && health.Text("state") == "streaming" && IsNow(health.Time("lastFrameAt"), clock),
                $"{camera} streams in the new time",
                limit);
        }

        await Eventually.IsAsync(() => Task.FromResult(load.Answered > answered + 5), "callers are answered", limit);
        while (true)
        {
            var (_, _, json) = await Sse.NextAsync(feed, null).WaitAsync(limit);
            if (json.TryGetProperty("at", out var at) && IsNow(at.GetDateTimeOffset(), clock)) break;
        }
    }

    private static Task<long> OpenEpisodeAsync(HttpClient client) => Eventually.ValueAsync<long>(
        async () => (await client.CameraAsync(People)).GetProperty("openEpisode") is { ValueKind: JsonValueKind.Number } open ? open.GetInt64() : null, "somebody is seen");

    private static bool IsNow(DateTimeOffset at, FakeClock clock) => (at - clock.Now).Duration() < TimeSpan.FromMinutes(5);

    // A later episode, that began in the time it is now, is closed and has a clip.
    private static Task EpisodeAsync(HttpClient client, long former, FakeClock clock) => Eventually.IsAsync(
        async () => (await client.ListAsync(People, "episodes")).Any(e => e.Number("number") > former && IsNow(e.Time("startedAt"), clock) && e.GetProperty("clip").ValueKind is JsonValueKind.Object),
        "somebody comes, goes, and has a clip",
        TimeSpan.FromSeconds(60));

    private static async Task<long[]> RestartsAsync(HttpClient client) =>
        [.. await Task.WhenAll(FrameLoad.Cameras.Append(People).Select(async camera => (await client.CameraAsync(camera)).GetProperty("live").GetProperty("counters").Number("restarts")))];

    private static async Task AssertTimesAsync(HttpClient client, FakeClock clock)
    {
        Assert.True((await client.GetJsonAsync("/api/v1/info")).GetProperty("uptimeSeconds").GetDouble() is > 0 and < 600);
        foreach (var camera in FrameLoad.Cameras.Append(People))
        {
            foreach (var span in (await client.ListAsync(camera, "episodes")).Concat(await client.ListAsync(camera, "outages")))
                Assert.True(span.GetProperty("endedAt").ValueKind is JsonValueKind.Null || span.Time("endedAt") >= span.Time("startedAt"), $"{span}");
            var counters = (await client.CameraAsync(camera)).GetProperty("live").GetProperty("counters");
            Assert.InRange(counters.GetProperty("latencyP50Ms").GetDouble(), 0, 60_000);
            foreach (var to in new[] { clock.Now, clock.Now + Hour })
            {
                var coverage = await client.GetJsonAsync($"/api/v1/cameras/{camera}/coverage?from={Uri.EscapeDataString((to - (3 * Hour)).ToString("O"))}&to={Uri.EscapeDataString(to.ToString("O"))}");
                Assert.True(coverage.GetProperty("share").ValueKind is JsonValueKind.Null || coverage.GetProperty("share").GetDouble() is >= 0 and <= 1, $"{coverage}");
                Assert.InRange(coverage.GetProperty("enabledSeconds").GetDouble(), 0, 3 * 3600);
                Assert.InRange(coverage.GetProperty("outageSeconds").GetDouble(), 0, coverage.GetProperty("enabledSeconds").GetDouble());
            }
        }
    }
}
