using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// A queue's shape as RabbitMQ's arguments: only such as 3.10 and 4.x both have. Each names its type, for a virtual host
/// may have another default (4.x), and each quorum queue a delivery limit: without one, 3.10 puts what is given back at the
/// end of the queue, and 4.x takes 20.
/// </summary>
internal static class QueueArguments
{
    // None in effect. There is no number for "none" that both take: -1 drops a message at its first return on 3.10.
    private const long NoDeliveryLimit = 1_000_000_000;

    /// <summary>The arguments (<c>x-…</c>) of a queue.</summary>
    public static Dictionary<string, object?> Of(QueueSpec spec)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = spec.Kind is QueueKind.Quorum ? "quorum" : "classic" };

        // Else every leader is on the node that the declaring process is connected to: most work of a cluster on one of its nodes.
        if (spec.Kind is QueueKind.Quorum)
        {
            arguments["x-queue-leader-locator"] = "balanced";
            arguments["x-delivery-limit"] = spec.DeliveryLimit ?? NoDeliveryLimit;
        }

        if (spec.MaxLength is { } length)
        {
            arguments["x-max-length"] = length;
            arguments["x-overflow"] = "drop-head";
        }

        if (spec.MessageTtl is { } ttl) arguments["x-message-ttl"] = (long)ttl.TotalMilliseconds;
        if (spec.DeadLetterQueue is { } grave)
        {
            arguments["x-dead-letter-exchange"] = "";
            arguments["x-dead-letter-routing-key"] = grave;
        }

        return arguments;
    }

    /// <summary>
    /// Whether the queue itself outlives a restart of the broker. 4.x deprecates queues that do not and are not exclusive,
    /// and takes them while its setting <c>deprecated_features.permit.transient_nonexcl_queues</c> allows it.
    /// </summary>
    public static bool IsDurable(QueueKind kind) => kind is not (QueueKind.Transient or QueueKind.Exclusive);
}
