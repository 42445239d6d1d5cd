using System.Globalization;
using Fresnel.Cluster.Faults.Tests.Cameras;
using Fresnel.Cluster.Faults.Tests.Support;
using Fresnel.Faults.Tests.Load;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Faults.Tests.Nodes;

/// <summary>Every node is restarted, one after the other, as for an upgrade.</summary>
[Collection(OneCluster.Name)]
public sealed class RollingRestartTests(ClusterServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Nodes_RestartedInTurnUnderLoad_FailNoCommandAndKeepFramesComing()
    {
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 4);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 3, cameras: 6, Random.Shared.Next());
        var began = TimeProvider.System.GetUtcNow();
        foreach (var member in cluster.Members)
        {
            var answered = load.Answered;
            await member.LeaveAsync();
            await Eventually.IsAsync(() => Task.FromResult(load.Answered > answered + 5), "the others answer");
            await member.StartAsync();
            await ClusterState.SettledAsync(cluster);
            load.ThrowIfBroken();
        }

        await cameras.AnalysingAsync(cluster.Members[0].Client, TimeProvider.System.GetUtcNow());
        foreach (var camera in cameras.Names)
        {
            var frames = await ClusterCameras.FramesAsync(cluster.Members[0].Client, camera, began);
            Assert.True(frames.Length > 1, $"{camera} has {frames.Length} frames");
            var gap = frames.Zip(frames.Skip(1), (a, b) => (b - a).TotalSeconds).Max();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{camera}: {frames.Length} analysed frames, the longest time without one {gap:0.0} s"));
        }

        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}; {load.SentAgain} requests sent more than once");
        report.AssertClean("after a rolling restart");
    }
}
