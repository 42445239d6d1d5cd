using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Tests.Broker;

namespace Fresnel.Clustering.Tests.Hosting;

public sealed class InProcessEngineTests : EngineCompliance
{
    protected override ValueTask<BrokerHarness> CreateAsync() =>
        ValueTask.FromResult<BrokerHarness>(new InProcessHarness(consumerTimeout: TimeSpan.FromMinutes(30)));

    [Fact]
    public void Rendezvous_Weights_ShareShardsAccordingly()
    {
        const int Shards = 20_000;
        var owned = new int[3];
        double[] weights = [1, 2, 1];
        for (var shard = 0; shard < Shards; shard++)
        {
            var ranks = Enumerable.Range(0, 3).Select(n => Rendezvous.Priority($"node-{n}", weights[n], shard)).ToArray();
            owned[Array.IndexOf(ranks, ranks.Max())]++;
        }

        Assert.InRange(owned[0] / (double)Shards, 0.23, 0.27);
        Assert.InRange(owned[1] / (double)Shards, 0.48, 0.52);
        Assert.InRange(owned[2] / (double)Shards, 0.23, 0.27);
    }
}
