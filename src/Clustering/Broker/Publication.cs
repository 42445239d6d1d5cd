namespace Fresnel.Clustering.Broker;

/// <summary>A message and where it goes.</summary>
public readonly record struct Publication
{
    /// <summary>The topic exchange, or empty for the default exchange, which puts the message into the queue named by <see cref="RoutingKey"/>.</summary>
    public string Exchange { get; init; }

    /// <summary>The routing key.</summary>
    public required string RoutingKey { get; init; }

    /// <summary>The headers.</summary>
    public MessageHeaders Headers { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether a message that reaches no queue is reported as <see cref="PublishOutcome.Unroutable"/> rather than dropped.</summary>
    public bool Mandatory { get; init; }
}
