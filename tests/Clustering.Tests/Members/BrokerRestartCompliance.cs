using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>What nodes do on every broker that can be stopped, when it is.</summary>
public abstract class BrokerRestartCompliance : MembershipTests
{
    [Fact]
    public async Task Broker_Restarted_ShardsAreSpreadAgain()
    {
        var broker = (IStoppableBroker)Engine.Harness;
        var a = await Engine.AddOwnerAsync("a", Quick());
        await a.SendAsync("x", new CounterCommand.Add(3));
        await a.SendAsync("x", new CounterCommand.Enable());
        var b = Engine.Add("b", shape: Quick());
        await SharedAsync((a, 1), (b, 1));
        await broker.StopAsync();
        await UntilAsync("both have stopped", () => a.Cluster.Status is { Connected: false, ShardsOwned: 0 } && b.Cluster.Status is { Connected: false, ShardsOwned: 0 });
        await UntilAsync("x runs nowhere", () => !a.Runs("x") && !b.Runs("x"));
        await broker.StartAsync();
        await SharedAsync((a, 1), (b, 1));
        await UntilAsync("x runs once", () => a.Runs("x") ^ b.Runs("x"));
        Assert.Equal(3, (await a.ReadAsync("x")).Total);
    }
}
