using System.Diagnostics;
using System.Globalization;
using Fresnel.Cluster.Faults.Tests.Cameras;
using Fresnel.Cluster.Faults.Tests.Support;
using Fresnel.Faults.Tests.Load;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Faults.Tests.Servers;

/// <summary>The broker is ended without warning and comes back.</summary>
[Collection(OneCluster.Name)]
public sealed class BrokerTests(ClusterServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Broker_KilledAndStarted_CallersAreToldSoonAndTheClusterSpreadsAgain()
    {
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 4);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 3, cameras: 6, Random.Shared.Next());
        await cluster.Broker.KillAsync(CancellationToken.None);
        var told = await Task.WhenAll(cluster.Members.Select(member => RefusedAsync(member, cameras.Names.First())));
        Assert.Equal(200, (int)(await cluster.Lighthouse.Client.GetAsync("/api/v1/cluster/members")).StatusCode);

        var watch = Stopwatch.StartNew();
        await cluster.Broker.StartAsync(CancellationToken.None);
        var accepts = watch.Elapsed;
        var startedAt = TimeProvider.System.GetUtcNow();
        await Takeover.CommandAsync(cluster.Members[0].Client, cameras.Names.First(), TimeSpan.FromSeconds(3));
        var working = watch.Elapsed - accepts;
        var frames = await cameras.AnalysingAsync(cluster.Members[0].Client, startedAt);
        await ClusterState.SettledAsync(cluster);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"callers were told after {told.Max().TotalSeconds:0.0} s at most; the broker took {accepts.TotalSeconds:0.0} s to start; then a command was answered after {working.TotalSeconds:0.0} s, the last camera analysed after {(frames.Values.Max() - startedAt).TotalSeconds:0.0} s, shards were spread after {(watch.Elapsed - accepts).TotalSeconds:0.0} s"));
        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}");
        report.AssertClean("after the broker was killed");
    }

    private static async Task<TimeSpan> RefusedAsync(Member member, string camera)
    {
        var watch = Stopwatch.StartNew();
        var (status, answer, _) = await member.Client.CallAsync(HttpMethod.Patch, $"/api/v1/cameras/{camera}/settings", new { title = "without a broker" });
        Assert.True(status == 503, $"without a broker {member.Name} answered {status} {answer}");
        return watch.Elapsed;
    }
}
