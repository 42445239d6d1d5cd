using System.Diagnostics;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Faults.Tests.Load;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Kills;

/// <summary>The node is ended without warning at any moment, its start included, while callers and cameras keep it busy.</summary>
public sealed class NodeKillTests(ITestOutputHelper output) : IDisposable
{
    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Node_KilledAtRandomMomentsUnderLoad_LosesNothingAndLeavesNothingBehind()
    {
        var kills = SlowTests.Choose(5, 20);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}, {kills} kills");
        var random = new Random(seed);
        var data = Path.Combine(folder, "data");
        var seat = new NodeSeat();
        await using var frames = await FrameLoad.StartAsync(folder);
        await using (var first = await NodeProcess.StartAsync(data)) await frames.CreateAsync(first.Client);
        await using var load = CameraLoad.Start(seat, clients: 4, cameras: 6, seed);

        for (var kill = 1; kill <= kills; kill++)
        {
            var marker = await RunAndKillAsync(data, seat, random, inStart: kill % 4 == 3);
            load.ThrowIfBroken();
            var after = await StoppedNode.AuditAsync(data, Snapshot(load.Ledger), marker);
            output.WriteLine($"kill {kill}: {after}");
            after.AssertClean($"seed {seed}, after kill {kill}");
        }

        var last = await NodeProcess.StartAsync(data);
        string lastMarker;
        await using (last)
        {
            seat.Sit(last);
            lastMarker = last.Marker;
            var answered = load.Answered;
            await FrameLoad.StreamAsync(last.Client, TimeProvider.System.GetUtcNow());
            await Eventually.IsAsync(() => Task.FromResult(load.Answered > answered + 10), "the callers are answered");
            await load.FinishAsync();
            seat.Leave();
            last.Signal("TERM");
            Assert.Equal(0, await last.ExitAsync());
        }

        var report = await StoppedNode.AuditAsync(data, load.Ledger, lastMarker);
        output.WriteLine($"at the end: {report}; {load.SentAgain} requests sent more than once");
        report.AssertClean($"seed {seed}, at the end");
        Assert.True(report.Commands > 20 && report.Observations > 0, $"{report}");
    }

    private async Task<string> RunAndKillAsync(string data, NodeSeat seat, Random random, bool inStart)
    {
        var moment = TimeSpan.FromMilliseconds(inStart ? random.Next(100, 1500) : random.Next(3000));
        var watch = Stopwatch.StartNew();
        await using var node = NodeProcess.Launch(["node", "--data", data, "--port", "0"]);
        if (!inStart)
        {
            await node.ReadyAsync();
            seat.Sit(node);
        }

        await Task.Delay(moment); // the moment itself is what is drawn
        await node.KillAsync();
        seat.Leave();
        output.WriteLine($"killed {moment.TotalMilliseconds:0} ms after its {(inStart ? "launch" : "readiness")}, {watch.ElapsedMilliseconds} ms after its launch");
        return node.Marker;
    }

    // What was answered before the kill; callers may add more the moment a node sits again.
    private static CommandLedger Snapshot(CommandLedger ledger)
    {
        var snapshot = new CommandLedger();
        foreach (var entry in ledger.Entries) snapshot.Add(entry);
        return snapshot;
    }
}
