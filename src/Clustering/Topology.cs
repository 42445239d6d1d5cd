using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering;

/// <summary>The names and shapes of the cluster's queues.</summary>
internal static class Topology
{
    /// <summary>The exchange of notices.</summary>
    public const string Notices = "fresnel.events";

    /// <summary>Where commands go that could not be handled.</summary>
    public static QueueSpec DeadLetters { get; } = new() { Name = "fresnel.dead", MaxLength = 10_000 };

    /// <summary>
    /// The queue of a shard's baton. Its delivery limit is out of reach: on RabbitMQ 4 none means 20, and on 3.10.8 −1
    /// means that the first return drops the message.
    /// </summary>
    public static QueueSpec Baton(int shard) => new() { Name = $"fresnel.baton.{shard}", DeliveryLimit = 1_000_000_000 };

    /// <summary>
    /// The queue of a shard's commands. Owners count failures themselves; the delivery limit, which counts kills and
    /// handovers too, is only a backstop.
    /// </summary>
    public static QueueSpec Commands(int shard) => new()
    {
        Name = CommandQueue(shard),
        DeliveryLimit = 100,
        DeadLetterQueue = DeadLetters.Name,
    };

    /// <summary>The name of the queue of a shard's commands.</summary>
    public static string CommandQueue(int shard) => $"fresnel.shard.{shard}";

    /// <summary>The queue of replies to one incarnation of a node.</summary>
    public static QueueSpec Replies(string owner) => new() { Name = $"fresnel.reply.{owner}", Kind = QueueKind.Exclusive };

    /// <summary>The queue of one listener to notices.</summary>
    public static QueueSpec Listener(string owner, long number, int capacity) => new()
    {
        Name = $"fresnel.listener.{owner}.{number}",
        Kind = QueueKind.Exclusive,
        MaxLength = capacity,
    };
}
