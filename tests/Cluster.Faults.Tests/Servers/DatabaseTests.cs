using System.Diagnostics;
using System.Globalization;
using Fresnel.Cluster.Faults.Tests.Cameras;
using Fresnel.Cluster.Faults.Tests.Support;
using Fresnel.Faults.Tests.Load;
using Fresnel.LocalCluster.Postgres;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Faults.Tests.Servers;

/// <summary>The database is ended without warning and comes back, several times under load.</summary>
[Collection(OneCluster.Name)]
public sealed class DatabaseTests(ClusterServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Database_KilledAndStoppedAtOnce_CommandsAreRetriedAndNoneIsDoubled()
    {
        await using var cluster = await RealCluster.StartAsync(servers, 3);
        var cameras = await ClusterCameras.CreateAsync(cluster, 4);
        await using var load = CameraLoad.Start(cluster.Seat, clients: 4, cameras: 6, Random.Shared.Next());
        for (var round = 0; round < SlowTests.Choose(2, 12); round++)
        {
            var answered = load.Answered;
            await Eventually.IsAsync(() => Task.FromResult(load.Answered > answered + 15), "callers are answered");
            if (round % 2 == 0) await cluster.Database.KillAsync(CancellationToken.None);
            else await cluster.Database.StopAsync(PostgresStop.Immediate, CancellationToken.None);
            var watch = Stopwatch.StartNew();
            await cluster.Database.StartAsync(CancellationToken.None);
            var started = watch.Elapsed;
            await Takeover.CommandAsync(cluster.Members[round % 3].Client, cameras.Names.First(), TimeSpan.FromSeconds(3));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round % 2 == 0 ? "kill -9" : "stop -m immediate")}: started in {started.TotalSeconds:0.0} s, a command was answered {(watch.Elapsed - started).TotalSeconds:0.0} s later"));
            load.ThrowIfBroken();
        }

        var report = await ClusterAudit.RunAsync(cluster, load, cameras);
        output.WriteLine($"{report}; {load.SentAgain} requests sent more than once");
        report.AssertClean("after the database was killed");
        Assert.True(report.Commands > 20, $"{report}");
    }
}
