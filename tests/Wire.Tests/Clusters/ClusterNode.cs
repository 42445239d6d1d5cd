using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.DistributedData;
using Akka.Event;
using Akka.Hosting;
using Akka.Persistence.Hosting;
using Akka.Persistence.Sql.Hosting;
using Fresnel.Entities.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Wire.Tests.Clusters;

/// <summary>A node of a cluster on 127.0.0.1 with a shard region, a singleton and a journal, under the wire format of production.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly IHost host;
    private readonly ConcurrentQueue<string> complaints = new();

    private ClusterNode(IHost host)
    {
        this.host = host;
        System = host.Services.GetRequiredService<ActorSystem>();
        Cluster = Akka.Cluster.Cluster.Get(System);
        Place = System.ActorOf(Props.Create(() => new PlaceActor("hello")), "place");
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Listener(complaints))), typeof(LogEvent));
    }

    public ActorSystem System { get; }

    public Cluster Cluster { get; }

    public Address Address => Cluster.SelfAddress;

    /// <summary>Says where it lives; one per node, at <c>/user/place</c>.</summary>
    public IActorRef Place { get; }

    public IActorRef Region { get; private set; } = ActorRefs.Nobody;

    /// <summary>Leads to the singleton, wherever it lives.</summary>
    public IActorRef Singleton { get; private set; } = ActorRefs.Nobody;

    /// <summary>What was refused by the serializers that stand in the place of Akka's.</summary>
    public long Refusals => System.Settings.Setup.Get<WireSetup>().Value.Refusals;

    /// <summary>Lines of the log about what could not be serialized or read.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public static async Task<ClusterNode> StartAsync(string database, Address? seed = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("wire", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .AddHocon(Settings, HoconAddMode.Prepend)
            .WithSqlPersistence($"Data Source={database};Default Timeout=30", LinqToDB.ProviderName.SQLiteMS, mode: PersistenceMode.Both)
            .WithWire(TestCodec.Codec));
        var node = new ClusterNode(builder.Build());
        await node.host.StartAsync();

        // These bring serializers. A node that joined without them could not read what the replicators of others send it at once.
        ClusterSharding.Get(node.System);
        DistributedData.Get(node.System);
        node.Cluster.Join(seed ?? node.Address);
        await Eventually.IsAsync(() => Task.FromResult(node.Cluster.SelfMember.Status == MemberStatus.Up), "the node is a member");
        await node.StartPartsAsync();
        return node;
    }

    public async Task LeaveAsync() => await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private async Task StartPartsAsync()
    {
        var address = Address.ToString();
        Region = await ClusterSharding.Get(System).StartAsync(
            "tally",
            entity => Props.Create(() => new TallyActor(entity, address)),
            ClusterShardingSettings.Create(System),
            new TallyActor.Extractor(),
            ShardAllocationStrategy.LeastShardAllocationStrategy(absoluteLimit: 4, relativeLimit: 0.5),
            PoisonPill.Instance);
        var one = Props.Create(() => new PlaceActor("one"));
        System.ActorOf(ClusterSingletonManager.Props(one, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(System)), "one");
        Singleton = System.ActorOf(ClusterSingletonProxy.Props("/user/one", ClusterSingletonProxySettings.Create(System)), "one-proxy");
    }

    private const string Settings =
        """
        akka {
          loglevel = WARNING
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          extensions = ["Akka.Cluster.Tools.Client.ClusterClientReceptionistExtensionProvider, Akka.Cluster.Tools"]
          cluster {
            gossip-interval = 100ms, leader-actions-interval = 100ms, periodic-tasks-initial-delay = 100ms
            singleton.hand-over-retry-interval = 200ms
            distributed-data.durable.keys = []
            sharding {
              state-store-mode = ddata, remember-entities = on, remember-entities-store = eventsourced
              journal-plugin-id = "akka.persistence.journal.sql", snapshot-plugin-id = "akka.persistence.snapshot-store.sql"
              distributed-data { durable.keys = [], majority-min-cap = 1 }
              coordinator-state { write-majority-plus = 0, read-majority-plus = 0 }
              retry-interval = 200ms, rebalance-interval = 300ms, updating-state-timeout = 5s
            }
          }
          persistence.journal.sql { replay-filter.mode = off, serializer = fresnel, parallelism = 1 }
          persistence.snapshot-store.sql { serializer = fresnel, parallelism = 1 }
        }
        """;

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<string> complaints) => Receive<LogEvent>(line =>
        {
            var text = $"{line.LogLevel()} {line.LogSource}: {line} {line.Cause}";
            if (text.Contains("serializ", StringComparison.OrdinalIgnoreCase)) complaints.Enqueue(text);
        });
    }
}
