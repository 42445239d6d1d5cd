using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;

namespace Fresnel.Clustering.Tests.Members;

public sealed class InProcessMembershipTests : MembershipCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new InProcessHarness());

    [Fact]
    public async Task Broker_Restarted_ShardsAreSpreadAgain()
    {
        var broker = ((InProcessHarness)Engine.Harness).InProcess;
        var a = await Engine.AddOwnerAsync("a", Quick());
        await a.SendAsync("x", new CounterCommand.Enable());
        var b = Engine.Add("b", shape: Quick());
        await SharedAsync((a, 1), (b, 1));
        broker.Stop();
        await UntilAsync("both have stopped", () => a.Cluster.Status is { Connected: false, ShardsOwned: 0 } && b.Cluster.Status is { Connected: false, ShardsOwned: 0 });
        Assert.False(a.Runs("x") || b.Runs("x"));
        broker.Restart();
        await SharedAsync((a, 1), (b, 1));
        await UntilAsync("x runs once", () => a.Runs("x") ^ b.Runs("x"));
    }
}
