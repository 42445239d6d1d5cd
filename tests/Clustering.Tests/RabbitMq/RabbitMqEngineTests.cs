using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Clustering.Tests.RabbitMq;

[Collection(OneRabbitMq.Name)]
public sealed class RabbitMqEngineTests(RabbitMqServer fixture) : EngineCompliance
{
    protected override async ValueTask<BrokerHarness> CreateAsync() =>
        new RabbitMqHarness(fixture.Server, await fixture.AddBrokerAsync(), new FakeTimeProvider());
}
