namespace Fresnel.Clustering.Broker;

/// <summary>A message in the hands of a consumer, until it is settled: acknowledged or given back.</summary>
public abstract class Delivery
{
    /// <summary>The queue it was delivered from.</summary>
    public abstract string Queue { get; }

    /// <summary>The exchange it was published to; empty for the default exchange.</summary>
    public abstract string Exchange { get; }

    /// <summary>The routing key it was published under.</summary>
    public abstract string RoutingKey { get; }

    /// <summary>The headers it was published with.</summary>
    public abstract MessageHeaders Headers { get; }

    /// <summary>The body. Valid only until the handler's task completes: decode or copy before.</summary>
    public abstract ReadOnlyMemory<byte> Body { get; }

    /// <summary>Whether it may have been delivered before.</summary>
    public abstract bool Redelivered { get; }

    /// <summary>How often it came back before this delivery: given back, or its consumer ended. Counted by quorum queues, 0 for others.</summary>
    public abstract long DeliveryCount { get; }

    /// <summary>Why a queue moved it to this dead-letter queue (<c>maxlen</c>, <c>expired</c>, <c>delivery_limit</c>), or null.</summary>
    public abstract string? DeathReason { get; }

    /// <summary>Done: the broker forgets the message.</summary>
    /// <returns>False where the delivery was no longer open: settled before, or lost with its consumer or connection.</returns>
    public abstract ValueTask<bool> AcknowledgeAsync(CancellationToken cancellationToken);

    /// <summary>Back to the head of the queue, for whichever consumer is next.</summary>
    /// <returns>False where the delivery was no longer open: settled before, or lost with its consumer or connection.</returns>
    public abstract ValueTask<bool> GiveBackAsync(CancellationToken cancellationToken);
}
