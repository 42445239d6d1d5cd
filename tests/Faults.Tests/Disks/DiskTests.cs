using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Faults.Tests.Load;
using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Disks;

/// <summary>A node with callers and a camera, on a disk that is full for a while, and on one that is slow. Figures go to the test's output.</summary>
public sealed class DiskTests(ITestOutputHelper output) : IDisposable
{
    private const string Camera = "yard";
    private const double AskedFps = 5;
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(10);
    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [TmpfsFact]
    public async Task Node_WhoseDiskIsFull_RefusesAndSaysSoKeepsItsFramesAndWorksAgainWhenThereIsRoom()
    {
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        Assert.True(TmpfsFactAttribute.TryMount(disk, "256m"));
        try
        {
            await FillAndEmptyAsync(Path.Combine(disk, "data"), Path.Combine(disk, "filler"));
        }
        finally
        {
            TmpfsFactAttribute.Unmount(disk);
        }
    }

    [StraceFact]
    public async Task Node_OnASlowDisk_AnswersInTimeKeepsItsFramesAndItsMemory()
    {
        const int slowMs = 200;
        var data = Path.Combine(folder, "data");

        // The tracer is a grandchild: the process that the test knows, signals and waits for is the node.
        string[] slow = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:delay_enter={slowMs * 1000}"];
        await using var node = NodeProcess.Launch(["node", "--data", data, "--port", "0"], null, slow);
        await node.ReadyAsync();
        await WatchCameraAsync(node);
        var seat = new NodeSeat();
        seat.Sit(node);
        await using var load = StartLoad(seat);
        var memory = ResidentMiB(node);
        var (frames, began) = (await node.Client.DecodedAsync(Camera), Stopwatch.GetTimestamp());
        var waits = new List<double>();
        for (var i = 1; i <= 12; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            var (status, json, _) = await CreateAsync(node.Client, $"probe-{i}");
            waits.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            Assert.True(status is 201 or 503 or 504, $"{status} {json}");
        }

        var rate = (await node.Client.DecodedAsync(Camera) - frames) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var grown = ResidentMiB(node) - memory;
        waits.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"commands took {waits[0]:0} to {waits[^1]:0} ms, {load.Answered} of the load answered, {rate:0.0} of {AskedFps} frames/s, {grown:+0;-0} MiB"));
        Assert.True(waits[0] >= slowMs, $"A command took {waits[0]:0} ms: the disk was not slow, and the test shows nothing.");
        Assert.True(waits[^1] < CommandLimit.TotalMilliseconds + 5000, $"A command took {waits[^1]:0} ms.");
        Assert.True(rate > AskedFps * 0.5, $"The camera decoded {rate:0.0} frames a second.");
        Assert.True(grown < 300, $"{memory:0} MiB grew by {grown:0}.");
        await StopAndAuditAsync(node, seat, load, data);
    }

    private async Task FillAndEmptyAsync(string data, string filler)
    {
        await using var node = await NodeProcess.StartAsync(data);
        await WatchCameraAsync(node);
        var seat = new NodeSeat();
        seat.Sit(node);
        await using var load = StartLoad(seat);
        await Eventually.IsAsync(() => Task.FromResult(load.Answered > 30), "the callers are answered");

        Fill(filler);
        var began = Stopwatch.GetTimestamp();
        var refused = 0;
        var problem = await Eventually.ValueAsync(() => RefusalAsync(node.Client, $"full-{++refused}"), "a command is refused");
        Assert.Equal("journal-unavailable", problem.Text("code"));
        var health = await FailedChecksAsync(node.Client);
        Assert.Contains(health, check => check.StartsWith("journal: No space is left", StringComparison.Ordinal));
        Assert.Contains(health, check => check.StartsWith("disk: ", StringComparison.Ordinal));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {problem.Text("detail")}; health: {string.Join("; ", health)}"));
        var frames = await node.Client.DecodedAsync(Camera);
        await Eventually.IsAsync(async () => await node.Client.DecodedAsync(Camera) > frames + (3 * AskedFps), "the camera decodes on a full disk");

        File.Delete(filler);
        await Eventually.IsAsync(async () => (await CreateAsync(node.Client, $"full-{refused}")).Status == 201, "the command that was refused is accepted");
        await Eventually.IsAsync(async () => (await node.Client.GetAsync("/health/ready")).IsSuccessStatusCode, "the node is ready again");
        var answered = load.Answered;
        await Eventually.IsAsync(() => Task.FromResult(load.Answered > answered + 20), "the callers are answered again");
        await node.Client.StreamingAsync(Camera, TimeProvider.System.GetUtcNow());
        output.WriteLine($"{load.SentAgain} requests sent more than once");
        await StopAndAuditAsync(node, seat, load, data);
    }

    private CameraLoad StartLoad(NodeSeat seat)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return CameraLoad.Start(seat, clients: 4, cameras: 6, seed);
    }

    private async Task WatchCameraAsync(NodeProcess node)
    {
        // The video lies elsewhere: only what the node writes meets the disk.
        var video = await TestPlaces.MakeVideoAsync(folder);
        await node.Client.CreateCameraAsync(Camera, new { source = video, analysisFps = AskedFps, analysisWidth = 160, motionGating = false, recording = false });
        await node.Client.StreamingAsync(Camera);
    }

    private async Task StopAndAuditAsync(NodeProcess node, NodeSeat seat, CameraLoad load, string data)
    {
        load.ThrowIfBroken();
        await load.FinishAsync();
        seat.Leave();
        node.Signal("TERM");
        Assert.Equal(0, await node.ExitAsync());
        var report = await StoppedNode.AuditAsync(data, load.Ledger, node.Marker);
        output.WriteLine($"{report}");
        report.AssertClean("at the end");
        Assert.True(report.Commands > 10 && report.Observations > 0, $"{report}");
    }

    private static Task<(int Status, JsonElement Json, System.Net.Http.Headers.HttpResponseHeaders Headers)> CreateAsync(HttpClient client, string name) => client.CallAsync(
        HttpMethod.Post, "/api/v1/cameras", new { name, enabled = false, settings = new { source = CameraRequest.NobodyThere } }, ("Idempotency-Key", name));

    private static async Task<JsonElement?> RefusalAsync(HttpClient client, string name)
    {
        var (status, json, _) = await CreateAsync(client, name);
        return status < 300 ? null : json;
    }

    private static async Task<string[]> FailedChecksAsync(HttpClient client)
    {
        var (status, json, _) = await client.CallAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal(503, status);
        return [.. json.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("ok").GetBoolean()).Select(check => $"{check.Text("name")}: {check.Text("detail")}")];
    }

    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var block = new byte[4096];
        try
        {
            for (var at = 0L; ; at += block.Length) RandomAccess.Write(file, block, at);
        }
        catch (IOException)
        {
            // no space left: as wanted
        }
    }

    private static double ResidentMiB(NodeProcess node)
    {
        using var process = Process.GetProcessById(node.Id);
        return process.WorkingSet64 / 1048576.0;
    }
}
