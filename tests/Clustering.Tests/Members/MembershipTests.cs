using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>What the suites about members share: nodes and lighthouses on one broker and journal.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it through IAsyncLifetime.")]
public abstract class MembershipTests : IAsyncLifetime
{
    private readonly List<TestLighthouse> lighthouses = [];

    private protected EngineFixture Engine { get; private set; } = null!;

    protected abstract ValueTask<BrokerHarness> CreateAsync();

    public async Task InitializeAsync() => Engine = new EngineFixture(await CreateAsync());

    public async Task DisposeAsync()
    {
        foreach (var lighthouse in lighthouses) await lighthouse.DisposeAsync();
        await Engine.DisposeAsync();
    }

    private protected TestLighthouse AddLighthouse(string name, LighthouseOptions? options = null, ILeaseStore? leases = null)
    {
        var lighthouse = new TestLighthouse(name, Engine.Harness.Broker, Engine.Journal, Engine.Harness.Clock, EngineFixture.Shards, options, leases);
        lighthouses.Add(lighthouse);
        return lighthouse;
    }

    private protected static Func<HostingOptions, HostingOptions> Quick(double weight = 1) => o => Options(o, TimeSpan.FromSeconds(0.5), weight);

    private protected static Func<HostingOptions, HostingOptions> Unseeded() => o => Options(o, TimeSpan.FromSeconds(0.5), seed: false);

    /// <summary>Nothing moves by itself.</summary>
    private protected static HostingOptions Steady(HostingOptions o) => Options(o, TimeSpan.FromMinutes(10));

    private protected static HostingOptions Options(HostingOptions o, TimeSpan settling, double weight = 1, bool seed = true, double namePatience = 3, double pause = 60) => new()
    {
        Node = o.Node, Shards = o.Shards, SettlingTime = settling, Weight = weight, SeedBatons = seed,
        NamePatience = TimeSpan.FromSeconds(namePatience), HandoverPause = TimeSpan.FromSeconds(pause),
    };

    private protected Task UntilAsync(string what, Func<bool> condition) => Eventually.TrueAsync(what, condition, () => Engine.PassAsync(0.1));

    /// <summary>Waits until each shard is owned by the node that ranks highest for it, and all say so.</summary>
    private protected Task SharedAsync(params (TestNode Node, double Weight)[] nodes)
    {
        string[] owners = [.. Enumerable.Range(0, EngineFixture.Shards).Select(shard => nodes.MaxBy(n => Rendezvous.Priority(n.Node.Name, n.Weight, shard)).Node.Name)];
        return UntilAsync(
            $"the owners are {string.Join(' ', owners)}",
            () => nodes.All(n => n.Node.Cluster.Members.Owners().SequenceEqual(owners) && n.Node.Cluster.Status.ShardsOwned == owners.Count(o => o == n.Node.Name)));
    }
}
