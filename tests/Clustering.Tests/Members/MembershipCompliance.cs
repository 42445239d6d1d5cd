using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Members;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>What members and lighthouses do on every broker: shares, names, leaving, lost batons, striking.</summary>
public abstract class MembershipCompliance : MembershipTests
{
    [Fact]
    public async Task Newcomer_Settled_GetsItsShareAndNoMore()
    {
        var a = await Engine.AddOwnerAsync("a", Quick());
        await a.SendAsync("x", new CounterCommand.Add(3));
        var b = Engine.Add("b", shape: Quick());
        await SharedAsync((a, 1), (b, 1));
        Assert.Equal(3, (await b.ReadAsync("x")).Total);
        var c = Engine.Add("c", shape: Quick());
        await SharedAsync((a, 1), (b, 1), (c, 1));
        Assert.Contains(a.Cluster.Members.Happenings, h => h is { Kind: "shards-moved", Member: "c", From: "a" or "b" });
    }

    [Fact]
    public async Task Newcomer_OfWeight_GetsMore()
    {
        var a = await Engine.AddOwnerAsync("a", Quick());
        var b = Engine.Add("b", shape: Quick(weight: 50));
        await SharedAsync((a, 1), (b, 50));
        Assert.True(b.Cluster.Status.ShardsOwned > a.Cluster.Status.ShardsOwned);
    }

    [Fact]
    public async Task Newcomer_BeforeTheSettlingTime_GetsNothing()
    {
        var a = await Engine.AddOwnerAsync("a", o => Options(o, TimeSpan.FromMinutes(5)));
        var b = Engine.Add("b", shape: o => Options(o, TimeSpan.FromMinutes(5)));
        await UntilAsync("a knows b", () => a.Cluster.Members.Find("b") is { Status: MemberStatus.Up });
        for (var i = 0; i < 10; i++) await Engine.PassAsync(0.2);
        Assert.Equal((EngineFixture.Shards, 0), (a.Cluster.Status.ShardsOwned, b.Cluster.Status.ShardsOwned));
    }

    [Fact]
    public async Task Member_AskedToLeave_HandsEverythingOverAndIsDismissed()
    {
        var a = await Engine.AddOwnerAsync("a");
        await a.SendAsync("x", new CounterCommand.Enable());
        var b = await Engine.AddStandbyAsync("b");
        Assert.True(await b.Cluster.Control.LeaveAsync("a", default));
        await UntilAsync("b owns all", () => b.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        await UntilAsync("a may go", () => a.Cluster.Dismissed.IsCompleted);
        Assert.Equal(DismissalReason.Left, (await a.Cluster.Dismissed).Reason);
        await UntilAsync("x runs on b only", () => b.Runs("x") && !a.Runs("x"));
        await UntilAsync("b knows", () => b.Cluster.Members.Find("a")?.Status is MemberStatus.Leaving);
        await a.DisposeAsync();
        await UntilAsync("b knows the end", () => b.Cluster.Members.Find("a")?.Status is MemberStatus.Down);
        Assert.False(await b.Cluster.Control.LeaveAsync("a", default));
        Assert.False(await b.Cluster.Control.LeaveAsync("nobody", default));
    }

    [Fact]
    public async Task Name_OfALivingNode_IsRefused()
    {
        var first = await Engine.AddOwnerAsync("a", Quick());
        var second = Engine.Add("a", shape: Quick());
        await UntilAsync("the second is refused", () => second.Cluster.Dismissed.IsCompleted);
        var dismissal = await second.Cluster.Dismissed;
        Assert.Equal(DismissalReason.NameTaken, dismissal.Reason);
        Assert.Contains("'a'", dismissal.Message, StringComparison.Ordinal);
        Assert.False(second.Cluster.HoldsName);
        Assert.Equal((EngineFixture.Shards, 0), (first.Cluster.Status.ShardsOwned, second.Cluster.Status.ShardsOwned));
        Assert.False(first.Cluster.Dismissed.IsCompleted);
    }

    [Fact]
    public async Task Name_AfterALostConnection_IsTakenAgain()
    {
        var a = await Engine.AddOwnerAsync("a", Quick());
        await Engine.SeverAsync(a);
        await UntilAsync("a has lost it", () => !a.Cluster.HoldsName || a.Cluster.Status.ShardsOwned == 0);
        await UntilAsync("a works again", () => a.Cluster.HoldsName && a.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        Assert.False(a.Cluster.Dismissed.IsCompleted);
    }

    [Fact]
    public async Task Cluster_New_WaitsForALighthouseToMakeItsBatons()
    {
        var a = Engine.Add("a", shape: Unseeded());
        await UntilAsync("a is up", () => a.Cluster.Members.Find("a") is { Status: MemberStatus.Up });
        Assert.Equal(0, a.Cluster.Status.ShardsOwned);
        var lighthouse = AddLighthouse("light");
        await UntilAsync("a owns all", () => a.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        Assert.True(lighthouse.Work.Leads);
        Assert.All(await Engine.Journal.ReadShardsAsync(default), static s => Assert.Equal(1, s.Baton));
        await UntilAsync("a knows its leader", () => a.Cluster.Members.Leader is { Id: "light", Epoch: 1 });
        await UntilAsync("the lighthouse knows a's shards", () => lighthouse.Cluster.Members.Owners().All(static owner => owner == "a"));
        await UntilAsync("all were told", () => new[] { a.Cluster, lighthouse.Cluster }.All(one => one.Members.Happenings.Any(static h => h.Kind == "batons-seeded")));
        Assert.Single(lighthouse.Cluster.Members.Happenings, static h => h.Kind == "batons-seeded");
    }

    [Fact]
    public async Task Baton_Lost_IsMadeAnewWhenNobodyHasAnnouncedItForLongEnough()
    {
        var lighthouse = AddLighthouse("light");
        await using (var thief = await Engine.Harness.Broker.ConnectAsync("thief", default))
        {
            var stolen = false;
            await UntilAsync("there are batons", () => lighthouse.Cluster.Members.Happenings.Any(static h => h.Kind == "batons-seeded"));
            await thief.ConsumeAsync(Topology.Baton(3).Name, new ConsumerOptions(1, Rendezvous.MaxPriority), async delivery => stolen = await delivery.AcknowledgeAsync(default), default);
            await UntilAsync("one is gone", () => stolen);
        }

        var a = Engine.Add("a", shape: Unseeded());
        await UntilAsync("a owns the others", () => a.Cluster.Status.ShardsOwned == EngineFixture.Shards - 1);
        Assert.Equal(1, (await Engine.Journal.ReadShardsAsync(default))[3].Baton);
        await UntilAsync("a owns all", () => a.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        Assert.All(await Engine.Journal.ReadShardsAsync(default), static s => Assert.Equal(s.Number == 3 ? 2 : 1, s.Baton));
    }

    [Fact]
    public async Task Lighthouses_Two_OneLeadsAndTheOtherFollowsIt()
    {
        var first = AddLighthouse("light-1");
        await UntilAsync("one leads", () => first.Work.Leads);
        var second = AddLighthouse("light-2");
        await UntilAsync("the second knows", () => second.Work.Lease is { Held: true } && second.Cluster.Members.Leader is { Id: "light-1" });
        Assert.False(second.Work.Leads);
        await first.DisposeAsync();
        await UntilAsync("the second leads", () => second.Work.Leads);
        Assert.Equal(2, second.Work.Lease!.Epoch);
        await UntilAsync("it says so", () => second.Cluster.Members.Leader is { Id: "light-2", Epoch: 2 });
    }

    [Fact]
    public async Task Member_StruckWhileItLives_LosesItsShardsAtOnce()
    {
        AddLighthouse("light");
        var a = Engine.Add("a", shape: Unseeded());
        await UntilAsync("a owns all", () => a.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        await a.SendAsync("x", new CounterCommand.Enable());
        var b = Engine.Add("b", shape: o => Options(o, TimeSpan.FromMinutes(5), seed: false));
        await UntilAsync("b is up and knows the leader", () => b.Cluster.Members.Find("b") is { Status: MemberStatus.Up } && b.Cluster.Members.Leader is not null);

        Assert.True(await b.Cluster.Control.DownAsync("a", default));

        await UntilAsync("a is told", () => a.Cluster.Dismissed.IsCompleted);
        Assert.Equal(DismissalReason.Down, (await a.Cluster.Dismissed).Reason);
        await a.DisposeAsync(); // as its process does
        await UntilAsync("b owns all", () => b.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        await UntilAsync("x runs on b", () => b.Runs("x") && !a.Runs("x"));
        Assert.All(await Engine.Journal.ReadShardsAsync(default), static s => Assert.True(s.Baton >= 2, $"{s}"));
        Assert.Contains(b.Cluster.Members.Happenings, static h => h is { Kind: "member-down", Member: "a" });
    }
}
