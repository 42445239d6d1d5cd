using Fresnel.Clustering.Tests.Broker;

namespace Fresnel.Clustering.Tests.RabbitMq;

[Collection(OneRabbitMq.Name)]
public sealed class RabbitMqBrokerTests(RabbitMqServer fixture) : BrokerPortCompliance
{
    // A quorum queue (3.10) keeps a cancelled consumer for as long as it has deliveries of that queue, and counts it.
    protected override bool CountsCancelledConsumers => true;

    protected override async ValueTask<BrokerHarness> CreateAsync() =>
        new RabbitMqHarness(fixture.Server, await fixture.AddBrokerAsync(), clock: null);
}
