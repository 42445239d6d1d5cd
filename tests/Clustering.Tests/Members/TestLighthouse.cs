using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Clustering.Members;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Events;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>A lighthouse, as one of several on a broker and a journal.</summary>
public sealed class TestLighthouse : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ActorSystem system;
    private readonly Task working;

    public TestLighthouse(string name, IBroker broker, IJournal journal, TimeProvider time, int shards, LighthouseOptions? options = null, ILeaseStore? leases = null)
    {
        system = new ActorSystem(time, NullLoggerFactory.Instance);
        Cluster = new ClusterNode(
            broker, journal, journal, new KernelCodec(new WireCodec(typeof(TestLighthouse).Assembly)), system, [],
            new HostingOptions { Node = name, Shards = shards, SeedBatons = false }, NullLoggerFactory.Instance, new MemberProfile { Roles = ["lighthouse"] });
        Work = Cluster.Lead(leases ?? journal, options ?? Quick);
        Cluster.Start();
        working = Work.RunAsync(stop.Token);
    }

    /// <summary>As the defaults, and quicker: real clocks run these tests too.</summary>
    public static LighthouseOptions Quick { get; } = new()
    {
        LeaseLength = TimeSpan.FromSeconds(2), RenewEvery = TimeSpan.FromMilliseconds(500), RoundEvery = TimeSpan.FromMilliseconds(300), ReseedAfter = TimeSpan.FromSeconds(5),
    };

    public ClusterNode Cluster { get; }

    public LighthouseWork Work { get; }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await working;
        await Cluster.DisposeAsync();
        await system.DisposeAsync();
    }
}
