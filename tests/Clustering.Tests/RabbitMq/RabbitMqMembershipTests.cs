using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Members;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Clustering.Tests.RabbitMq;

[Collection(OneRabbitMq.Name)]
public sealed class RabbitMqMembershipTests(RabbitMqServer fixture) : MembershipCompliance
{
    protected override async ValueTask<BrokerHarness> CreateAsync() =>
        new RabbitMqHarness(fixture.Server, await fixture.AddBrokerAsync(), new FakeTimeProvider());
}

[Collection(OneRabbitMq.Name)]
public sealed class RabbitMqMemberFaultTests(RabbitMqServer fixture) : MemberFaultCompliance
{
    protected override async ValueTask<BrokerHarness> CreateAsync() =>
        new RabbitMqHarness(fixture.Server, await fixture.AddBrokerAsync(), new FakeTimeProvider());
}

[Collection(OneRabbitMq.Name)]
public sealed class RabbitMqBrokerRestartTests(RabbitMqServer fixture) : BrokerRestartCompliance
{
    protected override async ValueTask<BrokerHarness> CreateAsync() =>
        new RabbitMqHarness(fixture.Server, await fixture.AddBrokerAsync(), new FakeTimeProvider());
}
