using System.Globalization;
using Fresnel.Cluster.Faults.Tests.Cameras;
using Fresnel.Cluster.Faults.Tests.Support;
using Fresnel.Faults.Tests.Load;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Faults.Tests.Nodes;

/// <summary>Owners are ended without warning, while callers and cameras keep the cluster busy.</summary>
[Collection(OneCluster.Name)]
public sealed class OwnerKillTests(ClusterServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Owner_KilledUnderLoad_IsReplacedAndNothingIsLost()
    {
        var kills = SlowTests.Choose(3, 50);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}, {kills} kills");
        var random = new Random(seed);
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 4);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 3, cameras: 6, seed);
        List<double> commands = [];
        List<double> frames = [];
        for (var kill = 1; kill <= kills; kill++)
        {
            var camera = cameras.Names.ElementAt(random.Next(cameras.Names.Count));
            var owner = await ClusterState.OwnerAsync(cluster.Members[0].Client, camera);
            var victim = cluster.Members.Single(member => member.Name == owner);
            var other = cluster.Members.First(member => member != victim);
            var killedAt = TimeProvider.System.GetUtcNow();
            await victim.KillAsync();
            var answered = await Takeover.CommandAsync(other.Client, camera);
            var frame = await ClusterCameras.FirstFrameAsync(other.Client, camera, killedAt);
            commands.Add(answered.TotalSeconds);
            frames.Add((frame - killedAt).TotalSeconds);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: {owner}; another node answered after {answered.TotalSeconds:0.000} s, next analysed frame after {frames[^1]:0.000} s"));
            load.ThrowIfBroken();
            await victim.StartAsync();
            await ClusterState.SettledAsync(cluster);
        }

        commands.Sort();
        frames.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answer: p50 {commands[commands.Count / 2]:0.000} s, max {commands[^1]:0.000} s; frame: p50 {frames[frames.Count / 2]:0.000} s, max {frames[^1]:0.000} s"));
        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}; {load.SentAgain} requests sent more than once");
        report.AssertClean($"seed {seed}");
        Assert.True(report.Commands > 20 && report.Observations > 0, $"{report}");
    }

    [Fact]
    public async Task AllNodes_KilledAndStartedAgain_AnalyseAllCameras()
    {
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 8);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 3, cameras: 6, Random.Shared.Next());
        await Eventually.IsAsync(() => Task.FromResult(load.Answered > 10), "callers are answered");

        await Task.WhenAll(cluster.Members.Select(member => member.KillAsync()));
        var killedAt = TimeProvider.System.GetUtcNow();
        await Task.WhenAll(cluster.Members.Select(member => member.StartAsync()));
        var upAt = TimeProvider.System.GetUtcNow();
        var first = await cameras.AnalysingAsync(cluster.Members[0].Client, killedAt);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nodes up {(upAt - killedAt).TotalSeconds:0.0} s after the kill; the last camera analysed {(first.Values.Max() - upAt).TotalSeconds:0.0} s after that"));
        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}");
        report.AssertClean("after all nodes were killed");
    }
}
