using System.Net;
using System.Net.Sockets;
using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Formation;

/// <summary>Several nodes find each other through one PostgreSQL.</summary>
[Collection(Postgres.Name)]
public sealed class ClusterFormationTests(PostgresServer server) : IAsyncLifetime
{
    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.CreateAsync(server);

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Processes_StartedAtOnce_FormOneClusterAroundTheLighthouse()
    {
        var starting = new[] { ClusterRoles.Entities, ClusterRoles.Entities, ClusterRoles.Lighthouse }
            .Select(role => cluster.StartAsync(options => options.WaitForLighthouse = TimeSpan.FromSeconds(30), [role]));
        var nodes = await Task.WhenAll(starting);

        foreach (var node in nodes) await node.SeesUpAsync(3);

        var state = nodes[0].Cluster.State;
        var oldest = state.Members.MinBy(member => member, Comparer<Akka.Cluster.Member>.Create((a, b) => a.IsOlderThan(b) ? -1 : 1))!;
        Assert.Contains(ClusterRoles.Lighthouse, oldest.Roles);
        foreach (var node in nodes) await node.StandsAsync();
        await nodes[0].UntilAsync(() => Count("host and not dismissed") == 3, "every member has a row");
        Assert.All(nodes, node => Assert.False(node.End.Ended.IsCompleted));
        Assert.Single(nodes, node => node.Formation.Lease.IsHeld);
    }

    [Fact]
    public async Task Nodes_WithoutALighthouse_FormOneCluster()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => cluster.StartAsync()));

        foreach (var node in nodes) await node.SeesUpAsync(3);
    }

    [Fact]
    public async Task Node_ThatJoins_IsNoFaultInTheLogsOfOthers()
    {
        var nodes = await TwoAsync();

        var lines = nodes.SelectMany(node => node.Log);
        Assert.DoesNotContain(lines,
            line => line.Contains(" Warning ", StringComparison.Ordinal) || line.Contains(" Error ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Process_StartedAgainOnItsAddress_JoinsAnew()
    {
        var stays = await cluster.StartAsync();
        await stays.SeesUpAsync(1);
        var dies = await cluster.StartAsync(_ => { }, times: new FormationTimes { Proof = TimeSpan.Zero });
        await dies.SeesUpAsync(2);
        await dies.DieAsync();

        var next = await cluster.StartAsync(options => options.Port = dies.Cluster.SelfAddress.Port!.Value);

        await next.SeesUpAsync(2);
        await stays.SeesUpAsync(2);
        Assert.NotEqual(dies.Key.Uid, next.Key.Uid);
        Assert.Equal(next.Cluster.SelfUniqueAddress, stays.Other);
    }

    [Fact]
    public async Task OldRow_WhosePortAccepts_DelaysForming()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var earlier = await cluster.StartAsync();
        await earlier.SeesUpAsync(1);
        await earlier.LeaveAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await cluster.ExecuteAsync($"""
            insert into cluster_member(address, uid, seen, roles, host)
            values ('127.0.0.1:{port}', 1, clock_timestamp() - interval '1 hour', array[]::text[], true)
            """);

        var node = await cluster.StartAsync();
        await node.UntilAsync(() => node.Log.Any(line => line.Contains("its row is old", StringComparison.Ordinal)), "the node waits");
        Assert.Empty(node.Cluster.State.Members);

        await node.SeesUpAsync(1);
    }

    [Fact]
    public async Task LeaseHeldByAnotherCluster_EndsTheProcess()
    {
        var node = await cluster.StartAsync();
        await node.SeesUpAsync(1);
        await node.UntilAsync(() => node.Formation.Lease.IsHeld, "the node holds the lease");

        await cluster.ExecuteAsync("update cluster_lease set owner = '10.0.0.1:8451#1', expires = clock_timestamp() + interval '1 hour'");

        var (code, reason) = await node.EndedAsync();
        Assert.Equal(ProcessEndCode.StartAgain, code);
        Assert.Contains("10.0.0.1:8451#1", reason, StringComparison.Ordinal);
        Assert.False(node.Formation.Standing.IsGood);
    }

    [Fact]
    public async Task RowThatWasDeleted_EndsTheProcess()
    {
        var nodes = await TwoAsync();

        await cluster.ExecuteAsync($"delete from cluster_member where uid = {nodes[1].Key.Uid}");

        Assert.Equal(ProcessEndCode.StartAgain, (await nodes[1].EndedAsync()).Code);
        Assert.False(nodes[0].End.Ended.IsCompleted);
    }

    [Fact]
    public async Task DismissedMember_StaysDown()
    {
        var nodes = await TwoAsync();

        Assert.True(await nodes[0].Formation.DismissAsync(nodes[1].Cluster.SelfAddress, default));

        Assert.Equal(ProcessEndCode.Dismissed, (await nodes[1].EndedAsync()).Code);
        await nodes[0].SeesUpAsync(1);
        Assert.False(await nodes[0].Formation.DismissAsync(nodes[1].Cluster.SelfAddress, default));
    }

    [Fact]
    public async Task DownedMember_IsStartedAgain()
    {
        var nodes = await TwoAsync();

        nodes[0].Cluster.Down(nodes[1].Cluster.SelfAddress);

        Assert.Equal(ProcessEndCode.StartAgain, (await nodes[1].EndedAsync()).Code);
        await nodes[0].SeesUpAsync(1);
        await nodes[0].UntilAsync(() => Count("true") == 1, "the row of the removed member is deleted");
    }

    [Fact]
    public async Task ProcessThatLeaves_IsNotEndedAndLeavesNoRow()
    {
        var nodes = await TwoAsync();

        await nodes[0].LeaveAsync(); // the holder of the lease

        Assert.False(nodes[0].End.Ended.IsCompleted);
        Assert.Equal(0, Count($"uid = {nodes[0].Key.Uid}"));
        await nodes[1].SeesUpAsync(1);
        await nodes[1].UntilAsync(() => nodes[1].Formation.Lease.IsHeld, "the other holds the lease");
        Assert.False(nodes[1].End.Ended.IsCompleted);
    }

    [Fact]
    public async Task MemberCutFromTheDatabaseAlone_EndsItself()
    {
        var stays = await cluster.StartAsync();
        await stays.SeesUpAsync(1);
        var link = cluster.Link();
        var isCut = await cluster.StartAsync(_ => { }, link: link);
        await isCut.SeesUpAsync(2);
        await isCut.StandsAsync();

        link.Cut();

        await isCut.UntilAsync(() => !isCut.Formation.Standing.IsGood, "the node is not in good standing");
        Assert.False(isCut.End.Ended.IsCompleted);
        Assert.Equal(ProcessEndCode.StartAgain, (await isCut.EndedAsync()).Code);
        Assert.False(stays.End.Ended.IsCompleted);
    }

    [Fact]
    public async Task DatabaseThatIsAwayForAll_EndsNobody()
    {
        var link = cluster.Link();
        var nodes = new[] { await cluster.StartAsync(_ => { }, link: link), await cluster.StartAsync(_ => { }, link: link) };
        foreach (var node in nodes)
        {
            await node.SeesUpAsync(2);
            await node.StandsAsync();
        }

        link.Cut();
        foreach (var node in nodes)
            await node.UntilAsync(() => node.Formation.Renewals!.Age > TimeSpan.FromSeconds(9), "the database was away for 9 s");
        Assert.All(nodes, node => Assert.False(node.Formation.Standing.IsGood));
        link.Mend();

        foreach (var node in nodes)
        {
            await node.RenewsForAsync(TimeSpan.FromSeconds(4));
            Assert.False(node.End.Ended.IsCompleted);
            await node.SeesUpAsync(2);
        }
    }

    private async Task<TestNode[]> TwoAsync()
    {
        var first = await cluster.StartAsync();
        await first.SeesUpAsync(1);
        var second = await cluster.StartAsync();
        await second.SeesUpAsync(2);
        await second.StandsAsync();
        await first.SeesUpAsync(2);
        return [first, second];
    }

    // Synchronous: it is asked within conditions.
    private long Count(string condition)
    {
        using var connection = new Npgsql.NpgsqlConnection(cluster.Database);
        connection.Open();
        using var command = new Npgsql.NpgsqlCommand($"select count(*) from cluster_member where {condition}", connection);
        return (long)command.ExecuteScalar()!;
    }
}
