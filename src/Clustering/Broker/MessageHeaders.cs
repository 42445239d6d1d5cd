namespace Fresnel.Clustering.Broker;

/// <summary>The few properties a message carries beside its body; each is a standard property of AMQP 0-9-1.</summary>
public readonly record struct MessageHeaders
{
    /// <summary>What the body is.</summary>
    public string? Type { get; init; }

    /// <summary>Names the message; for a command, the command id.</summary>
    public string? MessageId { get; init; }

    /// <summary>Pairs a reply with its request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The queue that waits for the reply.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How long it may wait in a queue before the broker drops it; null for as long as the queue allows. Whole milliseconds.</summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>A word for people: why a message was set aside. Travels as the header <c>x-fresnel-reason</c>.</summary>
    public string? Reason { get; init; }
}
