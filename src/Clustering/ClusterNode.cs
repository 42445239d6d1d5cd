using System.Collections.Frozen;
using System.Globalization;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Clustering.Members;
using Fresnel.Clustering.Notices;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
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
    private readonly HostContext context;
    private readonly NodeIdentity identity;
    private readonly MemberAnnouncer announcer;
    private readonly TaskCompletionSource<Dismissal> dismissed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private LighthouseWork? lighthouse;
    private Task? leaving;
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
    /// <param name="profile">What it tells the others of itself; the defaults of a node where null.</param>
    /// <param name="random">Where the name of this incarnation and jitter come from; give a seeded one for repeatable runs. Null for <see cref="Random.Shared"/>.</param>
    public ClusterNode(
        IBroker broker,
        IEntityStore store,
        IShardStore shards,
        IMessageCodec codec,
        ActorSystem system,
        IReadOnlyList<EntityKind> kinds,
        HostingOptions options,
        ILoggerFactory loggers,
        MemberProfile? profile = null,
        Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(system);
        var logger = loggers.CreateLogger<ClusterNode>();
        var time = system.Time;
        random ??= Random.Shared;
        Owner = string.Create(CultureInfo.InvariantCulture, $"{options.Node}.{random.NextInt64(1L << 32):x8}");
        link = new BrokerLink(broker, options.Node, options.ReconnectPause, random, time, logger);
        gateway = new EntityGateway(link, Owner, codec, options, time, logger);
        notices = new NoticeHub(link, Owner, options.PublishTimeout, time);
        Members = new MemberBoard(options.Shards, time);
        context = new HostContext
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
            Members = Members,
        };
        announcer = new MemberAnnouncer(context, link, profile ?? new MemberProfile(), Standing);
        identity = new NodeIdentity(context, link, OnControlAsync, announcer.Nudge);
        host = new EntityHost(context, link, identity, announcer.Nudge);
        Control = new ClusterControl(link, context);
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

    /// <summary>The members as this node hears them.</summary>
    public MemberBoard Members { get; }

    /// <summary>Asks other members to leave, or the leader to strike one.</summary>
    public ClusterControl Control { get; }

    /// <summary>Completes when the node's part in the cluster was ended from outside: whoever runs it disposes of it, and goes.</summary>
    public Task<Dismissal> Dismissed => dismissed.Task;

    /// <summary>Whether it holds its name in the cluster, through the connection there is now.</summary>
    public bool HoldsName => identity.IsHeld;

    /// <summary>Connects, and keeps the node running until it is disposed of; trouble is logged and retried.</summary>
    public void Start()
    {
        rest = Task.WhenAll(
            link.RunAsync(stop.Token),
            gateway.RunAsync(stop.Token),
            notices.RunAsync(stop.Token),
            announcer.ListenAsync(stop.Token),
            announcer.AnnounceAsync(stop.Token),
            identity.RunAsync(stop.Token),
            WatchNameAsync());
        if (HostsEntities) hosting = host.RunAsync(leave.Token);
    }

    /// <summary>Makes this process a lighthouse, beside whatever else it is. Before <see cref="Start"/>.</summary>
    /// <param name="leases">The journal, for who leads.</param>
    /// <param name="options">How it works.</param>
    public LighthouseWork Lead(ILeaseStore leases, LighthouseOptions options) =>
        lighthouse = new LighthouseWork(context, link, announcer, Control, leases, options);

    /// <summary>What is known of an entity here.</summary>
    public EntityStanding Describe(EntityId entity) => host.Describe(entity);

    /// <summary>The queues that matter to people: commands by shard, dead letters.</summary>
    /// <exception cref="BrokerException">The broker is not there.</exception>
    public async Task<IReadOnlyList<ClusterViews.QueueView>> ReadQueuesAsync(CancellationToken cancellationToken)
    {
        var session = link.Current ?? throw new BrokerException(BrokerFault.Lost, "There is no connection to the broker.");
        var names = Enumerable.Range(0, context.Options.Shards).Select(Topology.CommandQueue).Append(Topology.DeadLetters.Name);
        var queues = new List<ClusterViews.QueueView>();
        foreach (var name in names)
        {
            var depth = await session.Consuming.InspectAsync(name, cancellationToken).ConfigureAwait(false);
            queues.Add(new ClusterViews.QueueView(name, depth.Ready, depth.Consumers));
        }

        return queues;
    }

    /// <summary>Hands every shard over in good order, a few at a time, and takes no more.</summary>
    public Task LeaveAsync()
    {
        lock (gate) return leaving ??= HandAllOverAsync();
    }

    /// <summary>Completes when the node owns that many shards or more, their entities running.</summary>
    public Task OwnsAsync(int shards, CancellationToken cancellationToken) => host.OwnsAsync(shards, cancellationToken);

    /// <summary>Hands one shard over to whichever node is next in line for it.</summary>
    /// <returns>False where the shard is not owned here, or came straight back less than <see cref="HostingOptions.HandoverPause"/> ago.</returns>
    public ValueTask<bool> HandOverAsync(int shard, CancellationToken cancellationToken) => host.HandOverAsync(shard, cancellationToken);

    /// <summary>Hands every shard over in good order, says goodbye, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await LeaveAsync().ConfigureAwait(false);
        await context.Replies.Quiet.ConfigureAwait(false);
        if (identity.IsHeld) await announcer.LeaveAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await rest.ConfigureAwait(false);
        leave.Dispose();
        stop.Dispose();
    }

    private async Task HandAllOverAsync()
    {
        await leave.CancelAsync().ConfigureAwait(false);
        announcer.Nudge();
        await hosting.ConfigureAwait(false);
    }

    private MemberStanding Standing()
    {
        var ready = HostsEntities ? host.TakesPart : identity.IsHeld;
        var status = leave.IsCancellationRequested ? MemberStatus.Leaving : ready ? MemberStatus.Up : MemberStatus.Joining;
        return new MemberStanding(identity.IsHeld, status, host.OwnedShards);
    }

    private async Task WatchNameAsync()
    {
        await Task.WhenAny(identity.Taken, Pauses.ForeverAsync(stop.Token)).ConfigureAwait(false);
        if (identity.Taken.IsCompleted) dismissed.TrySetResult(new Dismissal(DismissalReason.NameTaken, await identity.Taken.ConfigureAwait(false)));
    }

    private ValueTask OnControlAsync(ControlMessage message)
    {
        switch (message.Verb)
        {
            case ControlMessage.Leave:
                _ = LeaveAndGoAsync();
                break;
            case ControlMessage.Down:
                dismissed.TrySetResult(new Dismissal(DismissalReason.Down, $"'{context.Options.Node}' was struck from the list of members by an administrator."));
                break;
            case ControlMessage.Strike when message.Member is { } member && lighthouse is not null:
                _ = lighthouse.DownAsync(member);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private async Task LeaveAndGoAsync()
    {
        await LeaveAsync().ConfigureAwait(false);
        dismissed.TrySetResult(new Dismissal(DismissalReason.Left, $"'{context.Options.Node}' was asked to leave, and has handed everything over."));
    }
}
