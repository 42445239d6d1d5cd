using Fresnel.Clustering.Broker;
using RabbitMQ.Client;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>A message in the hands of a <see cref="RabbitMqConsumer"/>.</summary>
internal sealed class RabbitMqDelivery(
    RabbitMqConsumer consumer,
    ulong tag,
    bool redelivered,
    string exchange,
    string routingKey,
    IReadOnlyBasicProperties properties,
    ReadOnlyMemory<byte> body) : Delivery
{
    private volatile bool bodyClosed;
    private int settled;

    public override string Queue => consumer.Queue;

    public override string Exchange => exchange;

    public override string RoutingKey => routingKey;

    public override MessageHeaders Headers { get; } = WireHeaders.Read(properties);

    // The memory is the client library's, which uses it again after the handler.
    public override ReadOnlyMemory<byte> Body => !bodyClosed
        ? body
        : throw new InvalidOperationException($"The body of a delivery from '{Queue}' was read after its handler had completed.");

    public override bool Redelivered => redelivered;

    public override long DeliveryCount { get; } = WireHeaders.Returns(properties);

    public override string? DeathReason { get; } = WireHeaders.DeathReason(properties);

    public void CloseBody() => bodyClosed = true;

    public override ValueTask<bool> AcknowledgeAsync(CancellationToken cancellationToken) => SettleAsync(giveBack: false, cancellationToken);

    public override ValueTask<bool> GiveBackAsync(CancellationToken cancellationToken) => SettleAsync(giveBack: true, cancellationToken);

    private ValueTask<bool> SettleAsync(bool giveBack, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Interlocked.Exchange(ref settled, 1) == 0 ? consumer.SettleAsync(tag, giveBack) : ValueTask.FromResult(false);
    }
}
