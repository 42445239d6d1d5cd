using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Downing;

/// <summary>The split-brain resolver over the lease row.</summary>
[Collection(Postgres.Name)]
public sealed class PartitionTests(PostgresServer server) : IAsyncLifetime
{
    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.CreateAsync(server);

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Minority_LetsTheLeaseRunOutAndEndsItself()
    {
        var nodes = await ThreeAsync(link: null);
        var (minority, majority) = (nodes[0], nodes[1..]);
        Assert.True(minority.Formation.Lease.IsHeld);

        await Partition.CutAsync(minority, majority);

        Assert.Equal(ProcessEndCode.StartAgain, (await minority.EndedAsync()).Code);
        foreach (var node in majority) await node.SeesUpAsync(2);
        await majority[0].UntilAsync(() => majority.Count(node => node.Formation.Lease.IsHeld) == 1, "the majority holds the lease");
        Assert.All(majority, node => Assert.False(node.End.Ended.IsCompleted));
    }

    [Fact]
    public async Task Half_WithoutTheLease_EndsItself()
    {
        var nodes = new[] { await StartAsync(null), await StartAsync(null) };
        foreach (var node in nodes) await node.SeesUpAsync(2);
        await nodes[0].UntilAsync(() => nodes[0].Formation.Lease.IsHeld, "the first node holds the lease");

        await Partition.CutAsync(nodes[0], nodes[1]);

        Assert.Equal(ProcessEndCode.StartAgain, (await nodes[1].EndedAsync()).Code);
        await nodes[0].SeesUpAsync(1);
        Assert.False(nodes[0].End.Ended.IsCompleted);
        Assert.True(nodes[0].Formation.Lease.IsHeld);
    }

    [Fact]
    public async Task Partition_ThatHealsWhileTheDatabaseIsAway_EndsNobody()
    {
        var link = cluster.Link();
        var nodes = await ThreeAsync(link);
        link.Cut();
        await Partition.CutAsync(nodes[0], nodes[1..]);

        // Both sides want to decide, and neither is answered.
        await nodes[0].UntilAsync(() => nodes[0].Formation.Claim.IsPending, "the minority claims the lease");
        await nodes[1].UntilAsync(() => nodes[1..].Any(node => node.Formation.Claim.IsPending), "the majority claims the lease");
        await Task.Delay(TimeSpan.FromSeconds(5)); // longer than a refusal takes
        Assert.All(nodes, node => Assert.False(node.End.Ended.IsCompleted));
        await Partition.MendAsync(nodes[0], nodes[1..]);
        foreach (var node in nodes) await node.SeesUpAsync(3);
        foreach (var node in nodes) await node.UntilAsync(() => !node.Formation.Claim.IsPending, "the claim is abandoned");
        link.Mend();

        foreach (var node in nodes) await node.RenewsForAsync(TimeSpan.FromSeconds(3));
        foreach (var node in nodes) await node.SeesUpAsync(3);
        Assert.All(nodes, node => Assert.False(node.End.Ended.IsCompleted));
    }

    [Fact]
    public async Task Partition_ThatHealsBeforeTheMinorityClaims_EndsNobody()
    {
        const string slow = "akka.cluster.split-brain-resolver { stable-after = 1s, lease-majority.acquire-lease-delay-for-minority = 8s }";
        var link = cluster.Link();
        var nodes = await ThreeAsync(link, slow);
        link.Cut(); // so that the majority cannot decide
        await Partition.CutAsync(nodes[0], nodes[1..]);
        await nodes[1].UntilAsync(() => nodes[1..].Any(node => node.Formation.Claim.IsPending), "the majority claims the lease");
        await nodes[0].UntilAsync(() => nodes[0].Cluster.State.Unreachable.Count == 2, "the minority is cut off");
        await Task.Delay(TimeSpan.FromSeconds(3)); // the minority has decided to claim the lease, later
        Assert.False(nodes[0].Formation.Claim.IsPending);
        await Partition.MendAsync(nodes[0], nodes[1..]);
        foreach (var node in nodes) await node.SeesUpAsync(3);
        link.Mend();

        foreach (var node in nodes) await node.RenewsForAsync(TimeSpan.FromSeconds(9));
        foreach (var node in nodes) await node.SeesUpAsync(3);
        Assert.All(nodes, node => Assert.False(node.End.Ended.IsCompleted));
    }

    private async Task<TestNode[]> ThreeAsync(CuttableLink? link, string hocon = "")
    {
        var nodes = new[] { await StartAsync(link, hocon), await StartAsync(link, hocon), await StartAsync(link, hocon) };
        foreach (var node in nodes) await node.SeesUpAsync(3);
        foreach (var node in nodes) await node.StandsAsync();
        return nodes;
    }

    // One after the other: the first forms the cluster and holds the lease.
    private async Task<TestNode> StartAsync(CuttableLink? link, string hocon = "")
    {
        var node = await cluster.StartAsync(_ => { }, link: link, hocon: $"{Partition.Hocon}\n{hocon}");
        await node.StandsAsync();
        return node;
    }
}
