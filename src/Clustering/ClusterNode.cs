using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Notices;
using Fresnel.Kernel.EventSourcing;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering;

/// <summary>
/// This process as a part of the cluster: hosts the entities of the shards it owns, and reaches all others. An embedded
/// node gives it an <c>InProcessBroker</c>.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    /// <summary>Puts a node together; nothing runs before <see cref="Start"/>.</summary>
    public ClusterNode(
        IBroker broker,
        IShardStore shards,
        IMessageCodec codec,
        IReadOnlyList<EntityKind> kinds,
        HostingOptions options,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        throw new NotImplementedException();
    }

    /// <summary>Reaches entities, on this node or another.</summary>
    public IEntityGateway Gateway => throw new NotImplementedException();

    /// <summary>Publishes notices.</summary>
    public INoticePublisher Notices => throw new NotImplementedException();

    /// <summary>Listens to notices.</summary>
    public INoticeSource NoticeSource => throw new NotImplementedException();

    /// <summary>What the node owns at this moment.</summary>
    public HostStatus Status => throw new NotImplementedException();

    /// <summary>Connects, and keeps the node running until it is stopped; trouble is logged and retried.</summary>
    public void Start() => throw new NotImplementedException();

    /// <summary>Completes when the node owns a number of shards for which it runs the entities.</summary>
    public Task OwnsAsync(int shards, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Hands one shard over to whichever node is next in line for it.</summary>
    /// <returns>False where the shard is not owned here, or came straight back less than <see cref="HostingOptions.HandoverPause"/> ago.</returns>
    public ValueTask<bool> HandOverAsync(int shard, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Hands every shard over in good order and disconnects.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
