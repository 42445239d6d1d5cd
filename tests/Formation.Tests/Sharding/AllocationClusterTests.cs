using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Sharding.Allocation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Sharding;

/// <summary>The strategy under Akka's real coordinator.</summary>
[Collection(Postgres.Name)]
public sealed class AllocationClusterTests(PostgresServer server) : IAsyncLifetime
{
    private const int Shards = 12;
    private const string Kind = "thing";

    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.CreateAsync(server);

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Shards_WithoutAnEntityNode_WaitForOne()
    {
        var lighthouse = await StartAsync(ClusterRoles.Lighthouse);
        await lighthouse.SeesUpAsync(1);
        var region = await RegionAsync(lighthouse);
        await Assert.ThrowsAsync<AskTimeoutException>(() => region.Ask<string>("1", TimeSpan.FromSeconds(3)));
        Assert.DoesNotContain(lighthouse.Log, line => line.Contains("Error", StringComparison.Ordinal)); // the coordinator has not failed

        var waiting = region.Ask<string>("2", TimeSpan.FromMinutes(1));
        var node = await StartAsync(ClusterRoles.Entities);

        Assert.Equal(node.Cluster.SelfAddress.ToString(), await waiting);
        Assert.Empty((await StateAsync(lighthouse)).Shards);
    }

    [Fact]
    public async Task RememberedEntities_StartOnTheNextEntityNodeByThemselves()
    {
        const string remember = "akka.cluster.sharding { remember-entities = on, remember-entities-store = ddata }";
        var lighthouse = await StartAsync(ClusterRoles.Lighthouse, hocon: remember);
        await lighthouse.SeesUpAsync(1);
        var first = await StartAsync(ClusterRoles.Entities, hocon: remember);
        await first.SeesUpAsync(2);
        for (var entity = 0; entity < 4; entity++) await AnsweredAsync(lighthouse, entity);

        await first.LeaveAsync();
        await lighthouse.SeesUpAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(1)); // the coordinator asks for places in vain
        var next = await StartAsync(ClusterRoles.Entities, hocon: remember);
        await next.SeesUpAsync(2);

        var entities = new HashSet<string>();
        for (var start = TimeProvider.System.GetTimestamp(); entities.Count < 4; await Task.Delay(100))
        {
            var waited = TimeProvider.System.GetElapsedTime(start);
            Assert.True(waited < TimeSpan.FromMinutes(1), $"Only {string.Join(", ", entities)} started.");
            entities = [.. (await StateAsync(next)).Shards.SelectMany(shard => shard.EntityIds)];
        }

        Assert.Equal(["0", "1", "2", "3"], entities.Order());
    }

    [Fact]
    public async Task NewNode_GetsItsShareByWeight()
    {
        var first = await StartAsync(ClusterRoles.Entities);
        await first.SeesUpAsync(1);
        for (var entity = 0; entity < Shards; entity++) await AnsweredAsync(first, entity);
        Assert.Equal(Shards, (await StateAsync(first)).Shards.Count);

        var heavy = await StartAsync(ClusterRoles.Entities, weight: 3);
        await heavy.SeesUpAsync(2);

        for (var start = TimeProvider.System.GetTimestamp(); ; await Task.Delay(100))
        {
            for (var entity = 0; entity < Shards; entity++) await AnsweredAsync(first, entity); // starts shards that moved
            var counts = ((await StateAsync(first)).Shards.Count, (await StateAsync(heavy)).Shards.Count);
            if (counts == (3, 9)) break;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"The shards are divided {counts}.");
        }
    }

    private static async Task AnsweredAsync(TestNode node, int entity)
    {
        // Asked again: what is sent while a shard moves may be lost.
        for (var start = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await (await RegionAsync(node)).Ask<string>(entity.ToString(CultureInfo.InvariantCulture), TimeSpan.FromSeconds(2));
                return;
            }
            catch (AskTimeoutException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1))
            {
            }
        }
    }

    private static async Task<CurrentShardRegionState> StateAsync(TestNode node) =>
        await (await RegionAsync(node)).Ask<CurrentShardRegionState>(GetShardRegionState.Instance, TimeSpan.FromSeconds(20));

    private static Task<IActorRef> RegionAsync(TestNode node) => ActorRegistry.For(node.System).GetAsync<Thing>();

    private Task<TestNode> StartAsync(string role, int weight = 1, string hocon = "akka.cluster.sharding.remember-entities = off") =>
        cluster.StartAsync(
        options => options.Weight = weight,
        [role],
        hocon: hocon,
        configure: builder => builder.AddStartup(async (system, registry) =>
        {
            var region = await ClusterSharding.Get(system).StartAsync(
                Kind, id => Props.Create(() => new Thing()), ClusterShardingSettings.Create(system),
                new Extractor(), new EntityNodesAllocation(system), Stop.Instance);
            registry.Register<Thing>(region);
        }));

    private sealed class Extractor : HashCodeMessageExtractor
    {
        public Extractor()
            : base(Shards)
        {
        }

        public override string EntityId(object message) => message as string ?? "";

        public override string ShardId(string entityId, object? messageHint = null) =>
            (int.Parse(entityId, CultureInfo.InvariantCulture) % Shards).ToString(CultureInfo.InvariantCulture);
    }

    private sealed class Thing : ReceiveActor
    {
        public Thing()
        {
            Receive<Stop>(_ => Context.Stop(Self));
            Receive<string>(_ => Sender.Tell(Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString()));
        }
    }

    private sealed class Stop
    {
        public static readonly Stop Instance = new();
    }
}
