using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Clustering.Tests.Members;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Tests;

public sealed class SimulatedBrokerTests : BrokerPortCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new SimulatedHarness());

    [Fact]
    public async Task Alarm_OverAtOnce_IsNotHeardAfterItsEnd()
    {
        await using var harness = new SimulatedHarness(new Weather { SlowShare = 0.5, SlowLatency = TimeSpan.FromSeconds(2) });
        await using var connection = await DoneAsync(harness.Broker.ConnectAsync("c", default).AsTask());
        for (var i = 0; i < 20; i++)
        {
            await harness.BlockAsync(true);
            await harness.BlockAsync(false);
            await harness.PassAsync(TimeSpan.FromSeconds(3));
            var publishing = connection.PublishAsync(new Publication { Exchange = "", RoutingKey = "nowhere", Mandatory = true }, TimeSpan.FromSeconds(10), default).AsTask();
            Assert.Equal(PublishOutcome.Unroutable, await DoneAsync(publishing));
        }

        async Task<T> DoneAsync<T>(Task<T> task)
        {
            await Eventually.TrueAsync("it is done", () => task.IsCompleted, () => harness.PassAsync(TimeSpan.FromSeconds(0.1)));
            return await task;
        }
    }
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
