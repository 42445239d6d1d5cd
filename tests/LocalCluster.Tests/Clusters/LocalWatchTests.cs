namespace Fresnel.LocalCluster.Tests.Clusters;

public sealed class LocalWatchTests
{
    [Fact]
    public async Task Health_OfAProcessThatIsNotReady_SaysWhy()
    {
        using var node = new StubProcess((_, _, _) =>
            (503, """{"checks":[{"name":"startup","ok":true,"detail":"started"},{"name":"broker","ok":false,"detail":"not connected"}]}"""));
        using var watch = new LocalWatch("a-token", TimeProvider.System);

        Assert.Equal((false, "broker: not connected"), await watch.HealthAsync(node.State, default));
    }

    [Fact]
    public async Task Look_ReadsShardsMembersAndCameras()
    {
        using var node = new StubProcess((_, path, _) => (200, path switch
        {
            "/api/v1/cluster" => """{"id":"x","shards":64,"shardsOwned":60,"problems":["four have no owner"]}""",
            "/api/v1/cluster/members" => """{"members":[{"id":"node-1","shards":60,"entities":7}]}""",
            _ => """{"items":[{"name":"a","status":"enabled","live":{"counters":{"analysedFps":1.5}}},{"name":"b","status":"enabled"},{"name":"c","status":"disabled"}]}""",
        }));
        using var watch = new LocalWatch("a-token", TimeProvider.System);

        var summary = (await watch.SummaryAsync([node.State], default))!;
        Assert.Equal((64, 60, "four have no owner"), (summary.Shards, summary.ShardsOwned, summary.Problems![0]));
        Assert.Equal(new ClusterAnswers.Member("node-1", 60, 7), Assert.Single(await watch.MembersAsync([node.State], default)));
        Assert.Equal((1, 2), await watch.CamerasAsync([node.State], default));
    }

    [Fact]
    public async Task Summary_WhereNothingRuns_IsNull()
    {
        using var watch = new LocalWatch("a-token", TimeProvider.System);

        Assert.Null(await watch.SummaryAsync([StubProcess.Of(1) with { Running = null }], default));
    }
}
