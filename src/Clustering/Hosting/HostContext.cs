using System.Collections.Frozen;
using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Members;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering.Hosting;

/// <summary>What the parts of a node's hosting share.</summary>
internal sealed class HostContext
{
    public required HostingOptions Options { get; init; }

    /// <summary>This incarnation of the node: the owner that the journal records.</summary>
    public required string Owner { get; init; }

    public required IEntityStore Store { get; init; }

    public required IShardStore Shards { get; init; }

    public required IMessageCodec Codec { get; init; }

    public required ActorSystem System { get; init; }

    public required FrozenDictionary<string, EntityKind> Kinds { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>The members as this node hears them.</summary>
    public required MemberBoard Members { get; init; }

    public HostCounters Counters { get; } = new();

    /// <summary>Sends replies and dead letters.</summary>
    public required ReplySender Replies { get; init; }
}
