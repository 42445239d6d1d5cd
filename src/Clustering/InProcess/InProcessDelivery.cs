using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A message in the hands of an <see cref="InProcessConsumer"/>.</summary>
internal sealed class InProcessDelivery(InProcessConsumer consumer, StoredMessage message, long deliveredAt) : Delivery
{
    private bool bodyClosed;

    public StoredMessage Message => message;

    /// <summary>The timestamp of the delivery.</summary>
    public long DeliveredAt => deliveredAt;

    public override string Queue => consumer.Queue;

    public override string Exchange => message.Exchange;

    public override string RoutingKey => message.RoutingKey;

    public override MessageHeaders Headers => message.Headers;

    public override ReadOnlyMemory<byte> Body => !bodyClosed
        ? message.Body
        : throw new InvalidOperationException($"The body of a delivery from '{Queue}' was read after its handler had completed.");

    // The count and the flag are those at the time of delivery; the message's own move on when it comes back.
    public override bool Redelivered { get; } = message.Redelivered;

    public override long DeliveryCount { get; } = message.Returns;

    public override string? DeathReason => message.DeathReason;

    public void CloseBody() => bodyClosed = true;

    public override ValueTask<bool> AcknowledgeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(consumer.Settle(this, giveBack: false));
    }

    public override ValueTask<bool> GiveBackAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(consumer.Settle(this, giveBack: true));
    }
}
