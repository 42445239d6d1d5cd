using System.Collections.Frozen;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Notices;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering;

/// <summary>
/// This process as a part of the cluster: hosts the entities of the shards it owns, and reaches all others. An embedded
/// node gives it an <see cref="InProcess.InProcessBroker"/>.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly CancellationTokenSource leave = new();
    private readonly CancellationTokenSource stop = new();
    private readonly BrokerLink link;
    private readonly EntityHost host;
    private readonly EntityGateway gateway;
    private readonly NoticeHub notices;
    private Task hosting = Task.CompletedTask;
    private Task rest = Task.CompletedTask;

    /// <summary>Puts a node together; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="broker">The cluster's broker.</param>
    /// <param name="store">The journal, as entities need it.</param>
    /// <param name="shards">The journal, as hosting needs it.</param>
    /// <param name="codec">Of commands, queries, replies and events.</param>
    /// <param name="system">The actor system in which the entities run.</param>
    /// <param name="kinds">The kinds of entities that this node hosts; none for a node that only reaches others.</param>
    /// <param name="options">How it hosts.</param>
    /// <param name="loggers">Where its logger comes from.</param>
    public ClusterNode(
        IBroker broker,
        IEntityStore store,
        IShardStore shards,
        IMessageCodec codec,
        ActorSystem system,
        IReadOnlyList<EntityKind> kinds,
        HostingOptions options,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(system);
        var logger = loggers.CreateLogger<ClusterNode>();
        var time = system.Time;
        Owner = $"{options.Node}.{Guid.NewGuid().ToString("N")[..8]}";
        link = new BrokerLink(broker, options.Node, options.ReconnectPause, time, logger);
        gateway = new EntityGateway(link, Owner, codec, options, time, logger);
        notices = new NoticeHub(link, Owner, options.PublishTimeout, time);
        host = new EntityHost(
            new HostContext
            {
                Options = options,
                Owner = Owner,
                Store = store,
                Shards = shards,
                Codec = codec,
                System = system,
                Kinds = kinds.ToFrozenDictionary(static k => k.Name, StringComparer.Ordinal),
                Time = time,
                Logger = logger,
                Replies = new ReplySender(link, codec, options.PublishTimeout, logger),
            },
            link);
        HostsEntities = kinds.Count > 0;
    }

    /// <summary>This incarnation of the node, as the journal records it as an owner.</summary>
    public string Owner { get; }

    /// <summary>Whether the node takes shards.</summary>
    public bool HostsEntities { get; }

    /// <summary>Reaches entities, on this node or another.</summary>
    public IEntityGateway Gateway => gateway;

    /// <summary>Publishes notices.</summary>
    public INoticePublisher Notices => notices;

    /// <summary>Listens to notices.</summary>
    public INoticeSource NoticeSource => notices;

    /// <summary>What the node owns at this moment.</summary>
    public HostStatus Status => host.Status;

    /// <summary>Batons renewed, or lost at that.</summary>
    internal long Renewals => host.Counters.Renewals;

    /// <summary>Connects, and keeps the node running until it is disposed of; trouble is logged and retried.</summary>
    public void Start()
    {
        rest = Task.WhenAll(link.RunAsync(stop.Token), gateway.RunAsync(stop.Token), notices.RunAsync(stop.Token));
        if (HostsEntities) hosting = Task.Run(() => host.RunAsync(leave.Token));
    }

    /// <summary>Completes when the node owns that many shards or more, their entities running.</summary>
    public Task OwnsAsync(int shards, CancellationToken cancellationToken) => host.OwnsAsync(shards, cancellationToken);

    /// <summary>Hands one shard over to whichever node is next in line for it.</summary>
    /// <returns>False where the shard is not owned here, or came straight back less than <see cref="HostingOptions.HandoverPause"/> ago.</returns>
    public ValueTask<bool> HandOverAsync(int shard, CancellationToken cancellationToken) => host.HandOverAsync(shard, cancellationToken);

    /// <summary>Hands every shard over in good order and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await leave.CancelAsync().ConfigureAwait(false);
        await hosting.ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await rest.ConfigureAwait(false);
        leave.Dispose();
        stop.Dispose();
    }
}
