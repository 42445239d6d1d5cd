using System.Diagnostics;
using System.Globalization;
using Fresnel.Cluster.Faults.Tests.Cameras;
using Fresnel.Cluster.Faults.Tests.Support;
using Fresnel.Faults.Tests.Load;
using Fresnel.Tests.Servers;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Faults.Tests.Network;

/// <summary>A node loses one of the two servers, and not the other.</summary>
[Collection(OneCluster.Name)]
public sealed class CutTests(ClusterServers servers, ITestOutputHelper output)
{
    [Fact]
    public Task Node_CutFromBroker_StopsItsEntitiesAndOthersTakeOver() => CutAsync("broker", member => member.Broker);

    [Fact]
    public Task Node_CutFromDatabase_StopsItsEntitiesAndOthersTakeOver() => CutAsync("database", member => member.Database);

    private async Task CutAsync(string server, Func<Member, CuttableLink> link)
    {
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 4);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 3, cameras: 6, Random.Shared.Next());
        var camera = cameras.Names.First();
        var owner = await ClusterState.OwnerAsync(cluster.Members[0].Client, camera);
        var victim = cluster.Members.Single(member => member.Name == owner);
        var other = cluster.Members.First(member => member != victim);

        var watch = Stopwatch.StartNew();
        link(victim).Cut();
        var answered = await Takeover.CommandAsync(other.Client, camera, TimeSpan.FromSeconds(3));
        await Eventually.IsAsync(async () => !(await victim.Client.GetAsync("/health/ready")).IsSuccessStatusCode, "the node says that it is not ready");
        var reason = await (await victim.Client.GetAsync("/health/ready")).Content.ReadAsStringAsync();
        Assert.Contains(server is "broker" ? "broker" : "journal", reason, StringComparison.Ordinal);
        await Eventually.IsAsync(() => Task.FromResult(NodeProcess.FfmpegOf(victim.Process.Id).Length == 0), "it has stopped its cameras");
        await ClusterState.SettledAsync(cluster, victim);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cut from the {server}: another node answered after {answered.TotalSeconds:0.0} s; all shards moved and its cameras stopped after {watch.Elapsed.TotalSeconds:0.0} s"));

        var (status, answer, _) = await victim.Client.CallAsync(HttpMethod.Patch, $"/api/v1/cameras/{camera}/settings", new { title = "from a node that is cut off" });
        Assert.True(status is 503 or 504, $"a node without its {server} answered {status} {answer}");

        link(victim).Mend();
        await Eventually.IsAsync(async () => (await victim.Client.GetAsync("/health/ready")).IsSuccessStatusCode, "the node is ready again");
        Assert.Contains(victim.Name, await ClusterState.SettledAsync(cluster));
        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}");
        report.AssertClean($"after a cut from the {server}");
    }
}
