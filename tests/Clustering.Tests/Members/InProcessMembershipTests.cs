using Fresnel.Clustering.Tests.Broker;

namespace Fresnel.Clustering.Tests.Members;

public sealed class InProcessMembershipTests : MembershipCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new InProcessHarness());
}

public sealed class InProcessMemberFaultTests : MemberFaultCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new InProcessHarness());
}

public sealed class InProcessBrokerRestartTests : BrokerRestartCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new InProcessHarness());
}
