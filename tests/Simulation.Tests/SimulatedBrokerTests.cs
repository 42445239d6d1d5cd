using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Clustering.Tests.Members;

namespace Fresnel.Simulation.Tests;

public sealed class SimulatedBrokerTests : BrokerPortCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new SimulatedHarness());
}

public sealed class SimulatedEngineTests : EngineCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() =>
        ValueTask.FromResult<BrokerHarness>(new SimulatedHarness(consumerTimeout: TimeSpan.FromMinutes(30)));
}

public sealed class SimulatedMembershipTests : MembershipCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() =>
        ValueTask.FromResult<BrokerHarness>(new SimulatedHarness(consumerTimeout: TimeSpan.FromMinutes(30)));
}

public sealed class SimulatedMemberFaultTests : MemberFaultCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() =>
        ValueTask.FromResult<BrokerHarness>(new SimulatedHarness(consumerTimeout: TimeSpan.FromMinutes(30)));
}
