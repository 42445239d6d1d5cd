namespace Fresnel.Clustering.Broker;

/// <summary>The shape of a queue. Declaring the same name with another shape is an error.</summary>
public sealed record QueueSpec
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is made of.</summary>
    public QueueKind Kind { get; init; } = QueueKind.Quorum;

    /// <summary>The most messages that wait; the oldest beyond it are dropped (<c>x-max-length</c> with <c>drop-head</c>). Null for no limit; at least 1.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How long a message waits at most (<c>x-message-ttl</c>). Null for no limit.</summary>
    public TimeSpan? MessageTtl { get; init; }

    /// <summary>
    /// How often a message may come back before it is dropped (<c>x-delivery-limit</c>; quorum queues). Null for no limit.
    /// </summary>
    public long? DeliveryLimit { get; init; }

    /// <summary>The queue that gets what this one drops (<c>x-dead-letter-exchange</c> "" with <c>x-dead-letter-routing-key</c>). Null to drop for good.</summary>
    public string? DeadLetterQueue { get; init; }
}
