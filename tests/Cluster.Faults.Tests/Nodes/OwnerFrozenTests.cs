using System.Diagnostics;
using System.Globalization;
using Fresnel.Cluster.Faults.Tests.Cameras;
using Fresnel.Cluster.Faults.Tests.Support;
using Fresnel.Faults.Tests.Load;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Faults.Tests.Nodes;

/// <summary>An owner stops in the middle of what it does, and goes on half a minute later as if nothing had happened.</summary>
[Collection(OneCluster.Name)]
public sealed class OwnerFrozenTests(ClusterServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Owner_FrozenFor30Seconds_IsReplacedFencedAndJoinsAgain()
    {
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 4);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 3, cameras: 6, Random.Shared.Next());
        var camera = cameras.Names.First();
        var owner = await ClusterState.OwnerAsync(cluster.Members[0].Client, camera);
        var victim = cluster.Members.Single(member => member.Name == owner);
        var other = cluster.Members.First(member => member != victim);

        var watch = Stopwatch.StartNew();
        var frozenAt = TimeProvider.System.GetUtcNow();
        cluster.Seat.Leave(victim.Process);
        victim.Process.Signal("STOP");
        var answered = await Takeover.CommandAsync(other.Client, camera, TimeSpan.FromSeconds(3));
        await ClusterState.SettledAsync(cluster, victim);
        var settled = watch.Elapsed;
        await Eventually.IsAsync(() => Task.FromResult(watch.Elapsed >= Frozen), "half a minute is over");
        victim.Process.Signal("CONT");
        await Eventually.IsAsync(async () => (await victim.Client.GetAsync("/health/ready")).IsSuccessStatusCode, "the frozen node is ready again");
        cluster.Seat.Sit(victim.Process);
        var owners = await ClusterState.SettledAsync(cluster);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"another node answered after {answered.TotalSeconds:0.0} s; all its shards were announced elsewhere after {settled.TotalSeconds:0.0} s; at rest {(TimeProvider.System.GetUtcNow() - frozenAt).TotalSeconds:0.0} s after the freeze"));
        Assert.Contains(victim.Name, owners);
        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}");
        report.AssertClean("after a freeze");
    }
}
