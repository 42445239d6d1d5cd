using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Akka.DistributedData;
using Fresnel.Entities.Serialization;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Microsoft.Data.Sqlite;
using static Fresnel.Wire.Tests.Clusters.ClusterMessages;

namespace Fresnel.Wire.Tests.Clusters;

/// <summary>Two nodes do over TCP whatever of Akka's the product uses, and nothing of it needs a serializer that names CLR types.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private const int Entities = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fresnel-wire-");
    private ClusterNode first = null!;
    private ClusterNode second = null!;

    private string Database => Path.Combine(folder.FullName, "journal.db");

    public async Task InitializeAsync() => first = await ClusterNode.StartAsync(Database);

    public async Task DisposeAsync()
    {
        if (second is not null) await second.DisposeAsync();
        await first.DisposeAsync();
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Cluster_InAllThatItDoes_NeverAsksARefusingSerializer()
    {
        Assert.All(await AddAsync(first, 1), node => Assert.Equal(first.Address.ToString(), node));
        second = await ClusterNode.StartAsync(Database, first.Address);

        await RememberedEntitiesStartOn(second);
        Assert.Equal(2, (await AddAsync(first, 2)).Distinct().Count());
        Assert.Equal(2, (await AddAsync(second, 3)).Distinct().Count());
        await ShardingTellsItsState();
        await SingletonLivesOn(first, askedBy: second);
        await ReplicatedDataReach();
        await SelectionsAndRefsLead();
        await RemoteDeathIsWatched();
        await ActorsAreDeployedRemotely();
        await SubscribersAreReached();
        await ClientsAreServed();
        await StatusesAreSent();

        var left = first.Address;
        await first.LeaveAsync();
        Assert.All(await AddAsync(second, 4), node => Assert.Equal(second.Address.ToString(), node));
        await SingletonLivesOn(second, askedBy: second);
        await Eventually.IsAsync(() => Task.FromResult(second.Cluster.State.Members.All(member => member.Address != left)), "it is gone");

        var complaints = first.Complaints.Concat(second.Complaints).ToArray();
        Assert.True(complaints.Length == 0, string.Join('\n', complaints));
        Assert.Equal((0, 0), (first.Refusals, second.Refusals));
        Assert.Equal([SerializerOf.Sharding, SerializerOf.Texts, SerializerOf.Fresnel], JournaledBy());
    }

    [Fact]
    public async Task Unbound_SentAcross_IsRefusedAndTheConnectionLives()
    {
        second = await ClusterNode.StartAsync(Database, first.Address);
        var remote = await PlaceOf(first, second);

        remote.Tell(new TestMessages.Unbound("x"));

        await Eventually.IsAsync(() => Task.FromResult(first.Refusals == 1), "the sender refuses it");
        Assert.Equal(second.Address.ToString(), (await remote.Ask<Here>(new Where(), Patience)).Node);
        Assert.Contains(first.Complaints, line => line.Contains("Unbound", StringComparison.Ordinal));
        Assert.Equal(0, second.Refusals);
    }

    [Fact]
    public async Task Unbound_FromAPeerThatNamesClrTypes_IsRefusedAndTheConnectionLives()
    {
        using var peer = ActorSystem.Create("peer", ConfigurationFactory.ParseString(
            """
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote }
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            """));
        var remote = await RefOf(peer, new RootActorPath(first.Address) / "user" / "place");

        remote.Tell(new TestMessages.Unbound("x"));

        await Eventually.IsAsync(() => Task.FromResult(first.Refusals == 1), "the receiver refuses it");
        Assert.Equal("hello peer", Assert.IsType<Status.Success>(await remote.Ask("peer", Patience)).Status);
        await peer.Terminate();
    }

    /// <summary>A serializer that a later version of Akka brings is noticed here: does it take the names of types from its bytes?</summary>
    [Fact]
    public async Task Serializers_OfANode_AreTheseAlone()
    {
        await AddAsync(first, 1);
        var configured = first.System.Settings.Config.GetConfig("akka.actor.serializers").AsEnumerable()
            .Where(pair => !pair.Value.GetString().Contains(", Fresnel.Entities", StringComparison.Ordinal))
            .Select(pair => pair.Key).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "akka-cluster", "akka-cluster-client", "akka-containers", "akka-data-replication", "akka-misc", "akka-persistence-message",
                "akka-persistence-snapshot", "akka-pubsub", "akka-replicated-data", "akka-sharding", "akka-singleton", "akka-stream-ref",
                "akka-system-msg", "bytes", "daemon-create", "primitive", "reliable-delivery",
            ],
            configured);
    }

    /// <summary>The identifiers of the serializers that wrote the journal.</summary>
    private List<long> JournaledBy()
    {
        using var connection = new SqliteConnection($"Data Source={Database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT identifier FROM journal ORDER BY identifier";
        using var reader = command.ExecuteReader();
        var found = new List<long>();
        while (reader.Read()) found.Add(reader.GetInt64(0));
        return found;
    }

    /// <summary>Adds one to every tally through a node's region; the nodes on which they live.</summary>
    private static async Task<IReadOnlyList<string>> AddAsync(ClusterNode through, int expected)
    {
        var nodes = new List<string>();
        for (var i = 0; i < Entities; i++)
        {
            var command = new EntityMessages.Command(new EntityId("tally", $"t{i}"), $"c-{expected}-{i}", new Add(), SampleBuilder.Moment);
            var answer = await Eventually.GetAsync(async () => await AskAsync<EntityAnswer>(through.Region, command), $"t{i} answers");
            Assert.Equal(new Count(expected), answer.View);
            nodes.Add(answer.Node!);
        }

        return nodes;
    }

    /// <summary>The answer, or null where the message was lost: a shard that moves may drop one.</summary>
    private static async Task<T?> AskAsync<T>(IActorRef actor, object message)
        where T : class
    {
        try
        {
            return await actor.Ask<T>(message, TimeSpan.FromSeconds(5));
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static Task<IActorRef> PlaceOf(ClusterNode seenFrom, ClusterNode node) =>
        RefOf(seenFrom.System, new RootActorPath(node.Address) / "user" / "place");

    private static async Task<IActorRef> RefOf(ActorSystem seenFrom, ActorPath path) =>
        (await seenFrom.ActorSelection(path).Ask<ActorIdentity>(new Identify(1), Patience)).Subject;

    private static async Task<int> EntitiesOn(ClusterNode node) =>
        (await node.Region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience)).Shards.Sum(shard => shard.EntityIds.Count);

    private static async Task RememberedEntitiesStartOn(ClusterNode node) => await Eventually.IsAsync(
        async () => await EntitiesOn(node) > 2,
        "shards moved, and their entities were started without a message");

    private static async Task SingletonLivesOn(ClusterNode node, ClusterNode askedBy) => await Eventually.IsAsync(
        async () => (await askedBy.Singleton.Ask<Here>(new Where(), Patience)).Node == node.Address.ToString(),
        "the singleton lives where it must");

    private async Task ShardingTellsItsState()
    {
        var stats = await second.Region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience), Patience);
        var regions = await second.Region.Ask<CurrentRegions>(GetCurrentRegions.Instance, Patience);

        Assert.Equal(Entities, stats.Regions.Values.Sum(region => region.Stats.Values.Sum()));
        Assert.Equal(2, regions.Regions.Count);
    }

    private async Task ReplicatedDataReach()
    {
        var key = new ORSetKey<string>("words");
        var (writer, reader) = (DistributedData.Get(first.System).Replicator, DistributedData.Get(second.System).Replicator);
        var both = new WriteTo(2, TimeSpan.FromSeconds(1));
        var update = Dsl.Update(key, ORSet<string>.Empty, both, set => set.Add(first.Cluster.SelfUniqueAddress, "one"));
        await Eventually.IsAsync(async () => await writer.Ask(update, Patience) is UpdateSuccess, "both replicators have the data");

        var got = Assert.IsType<GetSuccess>(await reader.Ask(Dsl.Get(key, new ReadMajority(Patience)), Patience));

        Assert.Equal("one", Assert.Single(got.Get(key).Elements));
    }

    private async Task SelectionsAndRefsLead()
    {
        var remote = await PlaceOf(second, first);
        var here = await remote.Ask<Here>(new Where(), Patience);
        var selected = await second.System.ActorSelection(remote.Path).Ask<Here>(new Where(), Patience);

        Assert.Equal((first.Address.ToString(), first.Address.ToString()), (here.Node, selected.Node));
    }

    private async Task RemoteDeathIsWatched()
    {
        var victim = first.System.ActorOf(Props.Create(() => new PlaceActor("victim")), "victim");
        var remote = await RefOf(second.System, new RootActorPath(first.Address) / victim.Path.Elements);
        var watching = remote.WatchAsync();

        remote.Tell(PoisonPill.Instance);

        Assert.True(await watching.WaitAsync(Patience));
    }

    private async Task ActorsAreDeployedRemotely()
    {
        var props = Props.Create(() => new PlaceActor("far")).WithDeploy(Deploy.None.WithScope(new RemoteScope(second.Address)));
        var far = first.System.ActorOf(props, "far");

        Assert.Equal(second.Address.ToString(), (await far.Ask<Here>(new Where(), Patience)).Node);
        Assert.True(await far.GracefulStop(Patience));
    }

    private async Task SubscribersAreReached()
    {
        var letters = new Letterbox(second.System);
        var subscribe = new Akka.Cluster.Tools.PublishSubscribe.Subscribe("places", letters.Ref);
        DistributedPubSub.Get(second.System).Mediator.Tell(subscribe, letters.Ref);
        Assert.IsType<SubscribeAck>(await letters.NextAsync());
        object? received = null;

        await Eventually.IsAsync(
            () =>
            {
                DistributedPubSub.Get(first.System).Mediator.Tell(new Publish("places", new Here("far")));
                return Task.FromResult((received = letters.TakeIfThere()) is not null);
            },
            "what is published reaches the other node");

        Assert.Equal(new Here("far"), received);
    }

    private async Task ClientsAreServed()
    {
        ClusterClientReceptionist.Get(first.System).RegisterService(first.Place);
        var contact = new RootActorPath(first.Address) / "system" / "receptionist";
        var settings = ClusterClientSettings.Create(second.System).WithInitialContacts([contact]);
        var client = second.System.ActorOf(ClusterClient.Props(settings), "client");

        // Until the registration has spread, a receptionist drops what is sent to the service.
        var send = new ClusterClient.Send("/user/place", new Where());
        var here = await Eventually.GetAsync(() => AskAsync<Here>(client, send), "the client is served");
        Assert.Equal(first.Address.ToString(), here.Node);
    }

    /// <summary>We send no exceptions. Where Akka does, its own serializer writes them, with the name of their type.</summary>
    private async Task StatusesAreSent()
    {
        var remote = await PlaceOf(second, first);

        Assert.Equal("hello you", Assert.IsType<Status.Success>(await remote.Ask("you", Patience)).Status);
        Assert.Equal("not 7", (await Assert.ThrowsAsync<InvalidOperationException>(() => remote.Ask<object>(7, Patience))).Message);
    }

    private static class SerializerOf
    {
        public const long Sharding = 13;
        public const long Texts = 17;
        public const long Fresnel = WireSerializer.SerializerId;
    }
}
