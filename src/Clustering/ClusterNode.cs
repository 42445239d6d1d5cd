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
    private readonly CancellationTokenSource _leave = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly BrokerLink _link;
    private readonly EntityHost _host;
    private readonly EntityGateway _gateway;
    private readonly NoticeHub _notices;
    private Task _hosting = Task.CompletedTask;
    private Task _rest = Task.CompletedTask;

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
        _link = new BrokerLink(broker, options.Node, options.ReconnectPause, time, logger);
        _gateway = new EntityGateway(_link, Owner, codec, options, time, logger);
        _notices = new NoticeHub(_link, Owner, options.PublishTimeout, time);
        _host = new EntityHost(
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
                Replies = new ReplySender(_link, codec, options.PublishTimeout, logger),
            },
            _link);
        HostsEntities = kinds.Count > 0;
    }

    /// <summary>This incarnation of the node, as the journal records it as an owner.</summary>
    public string Owner { get; }

    /// <summary>Whether the node takes shards.</summary>
    public bool HostsEntities { get; }

    /// <summary>Reaches entities, on this node or another.</summary>
    public IEntityGateway Gateway => _gateway;

    /// <summary>Publishes notices.</summary>
    public INoticePublisher Notices => _notices;

    /// <summary>Listens to notices.</summary>
    public INoticeSource NoticeSource => _notices;

    /// <summary>What the node owns at this moment.</summary>
    public HostStatus Status => _host.Status;

    /// <summary>Batons renewed, or lost at that.</summary>
    internal long Renewals => _host.Counters.Renewals;

    /// <summary>Connects, and keeps the node running until it is disposed of; trouble is logged and retried.</summary>
    public void Start()
    {
        _rest = Task.WhenAll(_link.RunAsync(_stop.Token), _gateway.RunAsync(_stop.Token), _notices.RunAsync(_stop.Token));
        if (HostsEntities) _hosting = Task.Run(() => _host.RunAsync(_leave.Token));
    }

    /// <summary>Completes when the node owns that many shards or more, their entities running.</summary>
    public Task OwnsAsync(int shards, CancellationToken cancellationToken) => _host.OwnsAsync(shards, cancellationToken);

    /// <summary>Hands one shard over to whichever node is next in line for it.</summary>
    /// <returns>False where the shard is not owned here, or came straight back less than <see cref="HostingOptions.HandoverPause"/> ago.</returns>
    public ValueTask<bool> HandOverAsync(int shard, CancellationToken cancellationToken) => _host.HandOverAsync(shard, cancellationToken);

    /// <summary>Hands every shard over in good order and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _leave.CancelAsync().ConfigureAwait(false);
        await _hosting.ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _rest.ConfigureAwait(false);
        _leave.Dispose();
        _stop.Dispose();
    }
}
