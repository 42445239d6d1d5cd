using Fresnel.Clustering.Broker;

namespace Fresnel.Simulation.Broker;

/// <summary>A message in the hands of a <see cref="SimulatedConsumer"/>.</summary>
internal sealed class SimulatedDelivery(SimulatedConsumer consumer, long tag, Delivery stored, byte[] body) : Delivery
{
    private bool bodyClosed;

    /// <summary>What the broker knows it by.</summary>
    public long Tag => tag;

    /// <inheritdoc />
    public override string Queue => consumer.Queue;

    /// <inheritdoc />
    public override string Exchange => stored.Exchange;

    /// <inheritdoc />
    public override string RoutingKey => stored.RoutingKey;

    /// <inheritdoc />
    public override MessageHeaders Headers => stored.Headers;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Body => !bodyClosed
        ? body
        : throw new InvalidOperationException($"The body of a delivery from '{Queue}' was read after its handler had completed.");

    /// <inheritdoc />
    public override bool Redelivered => stored.Redelivered;

    /// <inheritdoc />
    public override long DeliveryCount => stored.DeliveryCount;

    /// <inheritdoc />
    public override string? DeathReason => stored.DeathReason;

    public void CloseBody() => bodyClosed = true;

    /// <inheritdoc />
    public override ValueTask<bool> AcknowledgeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(consumer.Settle(this, giveBack: false));
    }

    /// <inheritdoc />
    public override ValueTask<bool> GiveBackAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(consumer.Settle(this, giveBack: true));
    }
}
