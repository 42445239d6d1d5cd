using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering;

/// <summary>The names and shapes of the cluster's queues.</summary>
internal static class Topology
{
    /// <summary>The exchange of notices.</summary>
    public const string Notices = "fresnel.events";

    /// <summary>The exchange of news about members.</summary>
    public const string Members = "fresnel.members";

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

    /// <summary>
    /// The queue that is a node's name: exclusive, so that the broker itself keeps two processes of one name apart. Also its
    /// inbox: a message to it arrives, or the broker says that nobody has that name.
    /// </summary>
    public static QueueSpec Node(string id) => new() { Name = $"fresnel.node.{id}", Kind = QueueKind.Exclusive };

    /// <summary>The queue of one process's news about members.</summary>
    public static QueueSpec MemberNews(string owner) => new() { Name = $"fresnel.members.{owner}", Kind = QueueKind.Exclusive, MaxLength = 1_000 };

    /// <summary>The queue of one listener to notices.</summary>
    public static QueueSpec Listener(string owner, long number, int capacity) => new()
    {
        Name = $"fresnel.listener.{owner}.{number}",
        Kind = QueueKind.Exclusive,
        MaxLength = capacity,
    };
}
