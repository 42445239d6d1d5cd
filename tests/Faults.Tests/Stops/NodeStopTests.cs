using System.Diagnostics;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Faults.Tests.Load;
using Fresnel.Media.Tests.Support;
using Fresnel.Service.Commands;
using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Stops;

/// <summary>Stops in good order under load, and starts that cannot be.</summary>
public sealed class NodeStopTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Node:StopLimit, and what a busy machine adds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5 + 20);

    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Sigterm_UnderLoadWithAFrozenDecoderAndAFeedNobodyReads_EndsInTimeAndLosesNothing()
    {
        var data = Path.Combine(folder, "data");
        var seat = new NodeSeat();
        await using var frames = await FrameLoad.StartAsync(folder);
        await using var node = await NodeProcess.StartAsync(data, "--set", "Node:StopLimit=00:00:05");
        seat.Sit(node);
        await frames.CreateAsync(node.Client);
        await using var load = CameraLoad.Start(seat, clients: 4, cameras: 6, seed: 2);
        using var feed = await node.Client.GetAsync("/api/v1/events/stream?from=start", HttpCompletionOption.ResponseHeadersRead);
        await Eventually.IsAsync(() => Task.FromResult(load.Answered > 50), "callers are answered");
        await Tools.RunAsync("kill", "-STOP", $"{await Decoders.SingleAsync(node, FrameLoad.Cameras[0])}");

        var watch = Stopwatch.StartNew();
        node.Signal("TERM");
        Assert.Equal(ExitCodes.Ok, await node.ExitAsync());
        output.WriteLine($"ended {watch.ElapsedMilliseconds} ms after SIGTERM");
        Assert.True(watch.Elapsed < Limit, $"it took {watch.Elapsed}");
        Assert.DoesNotContain(" ERR ", node.Error, StringComparison.Ordinal);
        seat.Leave();
        var report = await StoppedNode.AuditAsync(data, load.Ledger, node.Marker);
        report.AssertClean("after SIGTERM");

        // What was under way when it stopped is answered by the next one.
        await using var next = await NodeProcess.StartAsync(data);
        seat.Sit(next);
        await load.FinishAsync();
        next.Signal("TERM");
        Assert.Equal(ExitCodes.Ok, await next.ExitAsync());
        (await StoppedNode.AuditAsync(data, load.Ledger, next.Marker)).AssertClean("after the second stop");
    }

    [TmpfsFact]
    public async Task DiskThatCannotBeWritten_IsOneLine()
    {
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        Assert.True(TmpfsFactAttribute.TryMount(disk, "256m"));
        try
        {
            var data = Path.Combine(disk, "data");
            await using (var first = await NodeProcess.StartAsync(data))
            {
                first.Signal("TERM");
                Assert.Equal(ExitCodes.Ok, await first.ExitAsync());
            }

            await Tools.RunAsync("mount", "-o", "remount,ro", disk);
            await using var second = NodeProcess.Launch(["node", "--data", data, "--port", "0"]);
            Assert.Equal(ExitCodes.DataFolder, await second.ExitAsync());
            var line = Assert.Single(second.Error.TrimEnd().Split('\n'));
            output.WriteLine(line);
            Assert.Contains(data, line, StringComparison.Ordinal);
            Assert.Contains("read-only", line, StringComparison.OrdinalIgnoreCase);
            Assert.Equal("", second.Output);
        }
        finally
        {
            TmpfsFactAttribute.Unmount(disk);
        }
    }
}
