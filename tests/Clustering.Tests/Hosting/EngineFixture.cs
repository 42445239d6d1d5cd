using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Tests.Broker;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Clustering.Tests.Hosting;

/// <summary>A broker, a journal on disk, and the nodes on them.</summary>
public sealed class EngineFixture : IAsyncDisposable
{
    public const int Shards = 8;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fresnel-engine-");
    private readonly List<TestNode> nodes = [];

    public EngineFixture(BrokerHarness harness)
    {
        Harness = harness;
        Journal = SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"), Shards);
    }

    public BrokerHarness Harness { get; }

    public SqliteJournal Journal { get; }

    public TestNode Add(string name, IShardStore? shards = null, Func<HostingOptions, HostingOptions>? shape = null, IEntityStore? store = null)
    {
        var node = new TestNode(name, Harness.Broker, shards ?? Journal, store ?? Journal, Harness.Clock, Shards, shape);
        nodes.Add(node);
        return node;
    }

    /// <summary>A node that owns every shard.</summary>
    public async Task<TestNode> AddOwnerAsync(string name, Func<HostingOptions, HostingOptions>? shape = null)
    {
        var node = Add(name, shape: shape);
        await node.Cluster.OwnsAsync(Shards, default).WaitAsync(TimeSpan.FromMinutes(1));
        return node;
    }

    /// <summary>A node that waits for every shard.</summary>
    public async Task<TestNode> AddStandbyAsync(string name, Func<HostingOptions, HostingOptions>? shape = null)
    {
        var node = Add(name, shape: shape);
        await using var looking = await Harness.Broker.ConnectAsync("looking", default);
        await Eventually.TrueAsync($"{name} stands by", () => Consumers() == 2 * Shards);
        return node;

        int Consumers() => Enumerable.Range(0, Shards)
            .Sum(shard => looking.InspectAsync(Topology.Baton(shard).Name, default).AsTask().GetAwaiter().GetResult().Consumers);
    }

    public static int ShardOf(string id) => Messages.Shards.Of(new EntityId("counter", id), Shards);

    public async Task<ShardRecord> ShardAsync(string id) => (await Journal.ReadShardsAsync(default))[ShardOf(id)];

    /// <summary>Cuts a node's connections, as a kill would; it comes back after its pause.</summary>
    public async Task SeverAsync(TestNode node)
    {
        await Harness.SeverAsync($"{node.Name} consuming");
        await Harness.SeverAsync($"{node.Name} publishing");
    }

    public Task PassAsync(double seconds) => Harness.PassAsync(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await Harness.DisposeAsync();
        await Journal.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
