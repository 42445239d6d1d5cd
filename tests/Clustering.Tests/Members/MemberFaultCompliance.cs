using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Members;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>What members and lighthouses do on every broker when something is in their way: other processes, silence, a journal that hangs.</summary>
public abstract class MemberFaultCompliance : MembershipTests
{
    [Fact]
    public async Task Name_OfALivingNode_IsRefusedWithItsAddress()
    {
        await Engine.AddOwnerAsync("a");
        await Engine.PassAsync(1); // the second began later, by its own clock
        var second = Engine.Add("a", shape: static o => Options(o, o.SettlingTime, namePatience: 300));
        await UntilAsync("the second is refused", () => second.Cluster.Dismissed.IsCompleted);
        Assert.Contains(" at http://a.test/;", (await second.Cluster.Dismissed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_OfAProcessThatTheBrokerStillBelievesIn_IsWaitedFor()
    {
        var dead = await Engine.Harness.Broker.ConnectAsync("dead", default);
        await dead.DeclareQueueAsync(Topology.Node("a"), default);
        var a = Engine.Add("a", shape: static o => Options(o, o.SettlingTime, namePatience: 300));
        for (var i = 0; i < 20; i++) await Engine.PassAsync(0.5);
        Assert.Equal((false, false, 0), (a.Cluster.HoldsName, a.Cluster.Dismissed.IsCompleted, a.Cluster.Status.ShardsOwned));
        await dead.DisposeAsync();
        await UntilAsync("a owns all", () => a.Cluster.Status.ShardsOwned == EngineFixture.Shards);
    }

    [Fact]
    public async Task Name_NotGivenUpInTime_IsRefused()
    {
        await using var silent = await Engine.Harness.Broker.ConnectAsync("silent", default);
        await silent.DeclareQueueAsync(Topology.Node("a"), default);
        var a = Engine.Add("a", shape: static o => Options(o, o.SettlingTime, namePatience: 3));
        await UntilAsync("a is refused", () => a.Cluster.Dismissed.IsCompleted);
        Assert.Contains("the name 'a' is taken by a living node;", (await a.Cluster.Dismissed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handover_InVain_IsTriedAgainWhenTheHeirIsHeardAnew()
    {
        var a = await Engine.AddOwnerAsync("a", static o => Options(o, TimeSpan.FromSeconds(0.5), pause: 3600));
        await using var connection = await Engine.Harness.Broker.ConnectAsync(Ghost.Id, default);
        var ghost = new Ghost(connection, a);
        var above = Ghost.Above("a", EngineFixture.Shards);
        Assert.NotEmpty(above);

        await HauntAsync("handed over in vain", 2);
        for (var i = 0; i < 40; i++)
        {
            await ghost.SayAsync();
            await Engine.PassAsync(0.5);
        }

        Assert.True(await AreAtAsync(2));
        await UntilAsync("the ghost is missed", () => a.Cluster.Members.Find(Ghost.Id) is { Status: MemberStatus.Unreachable });
        Assert.True(await AreAtAsync(2));
        await HauntAsync("tried again after the silence", 3);
        ghost.Incarnation++;
        await HauntAsync("tried again for its new self", 4);

        async Task HauntAsync(string what, long epoch)
        {
            var done = false;
            await Eventually.TrueAsync(what, () => done, async () =>
            {
                await ghost.SayAsync();
                await Engine.PassAsync(0.1);
                done = await AreAtAsync(epoch) && a.Cluster.Status.ShardsOwned == EngineFixture.Shards;
            });
        }

        async Task<bool> AreAtAsync(long epoch) =>
            (await Engine.Journal.ReadShardsAsync(default)).All(shard => shard.Epoch == (above.Contains(shard.Number) ? epoch : 1));
    }

    [Fact]
    public async Task Heir_NotHeardSinceTheBatonCame_IsTheOneThatItCameFromAndGetsNothing()
    {
        await Engine.AddOwnerAsync("a", Steady);
        var b = await Engine.AddStandbyAsync("b", Quick());
        await Engine.PassAsync(6);
        await using var connection = await Engine.Harness.Broker.ConnectAsync(Ghost.Id, default);
        var ghost = new Ghost(connection, b);
        await ghost.SayAsync();
        Assert.NotEmpty(Ghost.Above("b", EngineFixture.Shards));

        Assert.True(await b.Cluster.Control.LeaveAsync("a", default));
        await UntilAsync("b has everything", () => b.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        for (var i = 1; i <= 30; i++)
        {
            await Engine.PassAsync(0.1);
            await b.SendAsync("x", new CounterCommand.Add(1)); // what b would do meanwhile, it does
        }

        Assert.Equal(MemberStatus.Up, b.Cluster.Members.Find(Ghost.Id)!.Status);
        Assert.All(await Engine.Journal.ReadShardsAsync(default), static shard => Assert.Equal(2, shard.Epoch));
    }

    [Fact]
    public async Task Lighthouse_Alone_IsNobodysHeir()
    {
        var a = await Engine.AddOwnerAsync("a", Quick());
        AddLighthouse("light");
        await UntilAsync("a knows it", () => a.Cluster.Members.Find("light") is { Status: MemberStatus.Up, Weight: 0 });
        for (var i = 0; i < 30; i++) await Engine.PassAsync(0.1);
        Assert.All(await Engine.Journal.ReadShardsAsync(default), static s => Assert.Equal(1, s.Epoch));
    }

    [Fact]
    public async Task Lighthouse_CutFromTheJournal_LeadsNoMoreAndAnotherDoes()
    {
        var leases = new FlakyLeases(Engine.Journal);
        var first = AddLighthouse("light-1", leases: leases);
        await UntilAsync("one leads", () => first.Work.Leads);
        var second = AddLighthouse("light-2");
        await UntilAsync("the other follows", () => second.Work.Lease is { Held: true });
        leases.Cut = true;
        await UntilAsync("it leads no more", () => !first.Work.Leads);
        await UntilAsync("the other leads", () => second.Work.Leads);
        Assert.Equal(2, second.Work.Lease!.Epoch);
        leases.Cut = false;
        await UntilAsync("it knows", () => first.Work.Lease is { Held: true } lease && lease.Holder == second.Cluster.Owner);
        Assert.False(first.Work.Leads);
    }

    [Fact]
    public async Task Leave_UnderLoad_LosesNoCommand()
    {
        var a = await Engine.AddOwnerAsync("a", Steady);
        var b = await Engine.AddStandbyAsync("b", Steady);
        const int Total = 200;
        const int Entities = 7;
        var (next, answered) = (0, 0);
        var all = Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= Total)
            {
                while (!await TrySendAsync(number))
                {
                    // The same id until there is an answer, as callers do.
                }

                Interlocked.Increment(ref answered);
            }
        }));
        await UntilAsync("there is load", () => Volatile.Read(ref answered) > 20);
        Assert.True(await b.Cluster.Control.LeaveAsync("a", default));
        await UntilAsync("a may go", () => a.Cluster.Dismissed.IsCompleted);
        Assert.Equal((DismissalReason.Left, 0), ((await a.Cluster.Dismissed).Reason, a.Cluster.Status.ShardsOwned));
        await UntilAsync("all are answered", () => all.IsCompleted);
        await all;
        await UntilAsync("b owns all", () => b.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        var sum = 0;
        for (var e = 0; e < Entities; e++) sum += (await b.ReadAsync($"e{e}")).Total;
        Assert.Equal((Total, Total), (answered, sum));

        async Task<bool> TrySendAsync(int number)
        {
            try
            {
                await b.Gateway.SendAsync(new EntityId("counter", $"e{number % Entities}"), new CounterCommand.Add(1), $"c{number}", b.Deadline(20), default);
                return true;
            }
            catch (EntityException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Journal_Stuck_BatonsAndCommandsGoToANodeThatReachesIt()
    {
        var stuck = new StuckJournal(Engine.Journal, Engine.Journal);
        var a = Engine.Add("a", stuck, Steady, stuck);
        await UntilAsync("a owns all", () => a.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        await a.SendAsync("x", new CounterCommand.Enable());
        var b = await Engine.AddStandbyAsync("b", Steady);
        stuck.Stick();
        var sent = b.Gateway.SendAsync(new EntityId("counter", "x"), new CounterCommand.Add(1), "once", b.Deadline(100_000), default).AsTask();
        await Eventually.TrueAsync("the append hangs", () => stuck.Waiting > 0);
        await UntilAsync("b owns all", () => b.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        await UntilAsync("b has answered", () => sent.IsCompleted);
        Assert.Equal(new CounterValue(1, ""), await sent);
        await UntilAsync("x runs on b only", () => b.Runs("x") && !a.Runs("x"));
        Assert.Equal((false, 0), (a.Cluster.Status.JournalAnswers, a.Cluster.Status.ShardsOwned));
        stuck.Free();
        await UntilAsync("a takes part again", () => a.Cluster.Status.JournalAnswers);
        Assert.Equal(1, (await a.ReadAsync("x")).Total);
    }

    [Fact]
    public async Task Journal_StuckAtTheClaim_BatonsAreGivenBackAndLateClaimsDoNoHarm()
    {
        var stuck = new StuckJournal(Engine.Journal, Engine.Journal);
        stuck.StickAtClaims();
        var a = Engine.Add("a", stuck, Steady, stuck);
        await UntilAsync("a's claims hang", () => stuck.Waiting == EngineFixture.Shards);
        var b = await Engine.AddStandbyAsync("b", Steady);
        stuck.Stick();
        await UntilAsync("b owns all", () => b.Cluster.Status.ShardsOwned == EngineFixture.Shards);
        Assert.Equal(0, a.Cluster.Status.ShardsOwned);
        await b.SendAsync("x", new CounterCommand.Add(1));
        stuck.Free();
        await UntilAsync("nothing hangs", () => stuck.Waiting == 0);
        var owners = Array.Empty<string?>();
        await Eventually.TrueAsync(
            "b has claimed again what a claimed too late",
            () => owners.Length > 0 && owners.All(owner => owner == b.Cluster.Owner) && b.Cluster.Status.ShardsOwned == EngineFixture.Shards,
            async () =>
            {
                await Engine.PassAsync(0.5);
                owners = [.. (await Engine.Journal.ReadShardsAsync(default)).Select(static s => s.Owner)];
            });
        await b.SendAsync("x", new CounterCommand.Add(1));
        Assert.Equal(new CounterValue(2, "b"), await b.ReadAsync("x"));
    }
}
