using Akka.Actor;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Entities.Tests.Support;
using Fresnel.Messages.Entities;
using Xunit.Abstractions;

namespace Fresnel.Entities.Tests.Entity;

/// <summary>What an entity promises when the journal fails, is damaged, or holds another owner's rows.</summary>
public abstract class EntityFaultContract(EntityTestStore store, ITestOutputHelper output) : EntityTest(store, output)
{
    [Theory]
    [InlineData(JournalFault.Before)]
    [InlineData(JournalFault.After)]
    public async Task Write_ThatFails_IsAnsweredUnavailableAndCanBeSentAgain(JournalFault fault)
    {
        var light = Start();
        await CountAsync(light);
        Faults.Next(fault);

        var answer = await SendAsync(light, new LightCommands.Blink(1), "c1");

        Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.StoreUnavailable, true), (answer.Status, answer.Code, answer.MayHaveHappened));
        var again = await SendUntilFinalAsync(light, new LightCommands.Blink(1), "c1");
        Assert.Equal((AnswerStatus.Accepted, 2L, 1L, fault == JournalFault.After), (again.Status, again.Version, again.Activation, again.Repeated));
        Assert.Equal(1, await CountAsync(light));
        Assert.Equal([nameof(LightEvents.Blinked)], await EventsAsync());
    }

    [Theory]
    [InlineData(JournalFault.Before)]
    [InlineData(JournalFault.After)]
    public async Task Activation_WhoseWriteFails_IsTriedAgain(JournalFault fault)
    {
        Faults.Next(fault, fault);

        var light = Start();

        Assert.Equal(AnswerStatus.Accepted, (await SendUntilFinalAsync(light, new LightCommands.Blink(1), "c1")).Status);
        var rows = await RowsAsync();
        Assert.Equal(fault == JournalFault.After ? [1, 2, 3] : new long[] { 1 }, rows.SkipLast(1).Select(row => row.Meta.Activation));
    }

    [Fact]
    public async Task Runner_OutlivesAFailureOfTheJournal()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported, Store.Patience);
        await Runner.FishForMessageAsync(message => message is EntityRun.Changed { State: LightState { Wired: true } }, Store.Patience);
        Faults.Next(JournalFault.Before);
        await SendAsync(light, new LightCommands.Blink(1), "c2");
        await SendUntilFinalAsync(light, new LightCommands.Blink(1), "c2");

        // Told the recovered state, then the blink; never stopped or started again.
        Assert.Equal(1, ((LightState)(await Runner.ExpectMsgAsync<EntityRun.Changed>(Store.Patience)).State).Switches);
        Assert.Equal(2, ((LightState)(await Runner.ExpectMsgAsync<EntityRun.Changed>(Store.Patience)).State).Switches);
    }

    [Fact]
    public async Task Report_WhoseWriteFails_IsRepeatedByTheRunnerUntilJournaled()
    {
        var light = Start();
        await CountAsync(light);
        Faults.Next(JournalFault.None, JournalFault.Before, JournalFault.After);

        await SendUntilFinalAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported, Store.Patience);

        Assert.Equal([nameof(LightEvents.SwitchedOn), nameof(LightEvents.Wired)], await EventsAsync());
    }

    [Fact]
    public async Task Runner_ThatBreaks_IsStartedAgainWithWhatIsPending()
    {
        var light = Start(wires: false);
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Perform, Store.Patience);

        Sys.ActorSelection(light.Path / "entity" / "*").Tell("break");

        Assert.Equal(1, (await Runner.ExpectMsgAsync<EntityRun.Changed>(Store.Patience)).Activation);
        await Runner.ExpectMsgAsync<EntityRun.Perform>(Store.Patience);
    }

    [Fact]
    public async Task Runner_StopsWhereTheEntityNeedNotRun()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported, Store.Patience);

        await SendAsync(light, new LightCommands.SwitchOff(), "c2");

        Assert.Equal(EntityRun.StopReason.NotWanted, ((EntityRun.Stop)await Runner.FishForMessageAsync(message => message is EntityRun.Stop, Store.Patience)).Reason);
        await SendAsync(light, new LightCommands.SwitchOn(), "c3");
        Assert.Equal(3, ((LightState)((EntityRun.Changed)await Runner.FishForMessageAsync(message => message is EntityRun.Changed, Store.Patience)).State).Switches);
    }

    [Fact]
    public async Task Owner_AfterAnotherActivation_IsFencedAnswersNothingAndStopsItsRunner()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported, Store.Patience);
        await WriteAsync(Row(new EntityEvents.Activated("other:1#9"), 2));
        Watch(light);

        var answer = await SendAsync(light, new LightCommands.SwitchOn(), "c2"); // nothing to do, and yet not answered by a former owner

        Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.StoreUnavailable), (answer.Status, answer.Code));
        Assert.Equal(EntityRun.StopReason.Fenced, ((EntityRun.Stop)await Runner.FishForMessageAsync(message => message is EntityRun.Stop, Store.Patience)).Reason);
        await ExpectTerminatedAsync(light, Store.Patience);
        Assert.DoesNotContain(await RowsAsync(), row => row.Meta.Command == "c2");
    }

    [Fact]
    public async Task Owner_WhoseRowNumberWasTaken_RecoversAndDecidesAgain()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.Blink(1), "c1");
        await WriteAsync(Row(new LightEvents.SwitchedOn(default), 1)); // by nobody we know: the activation is still ours

        var answer = await SendUntilFinalAsync(light, new LightCommands.SwitchOn(), "c2");

        Assert.Equal((AnswerCodes.Unchanged, "already on"), (answer.Code, answer.Detail));
        Assert.Equal(2, await CountAsync(light));
    }

    [Fact]
    public async Task Owners_OfOneEntity_TheLaterOneWinsAndTheFormerEnds()
    {
        var first = Start();
        await SendAsync(first, new LightCommands.Blink(1), "c1");
        Watch(first);
        var second = Start();
        await SendUntilFinalAsync(second, new LightCommands.Blink(1), "c2");

        await SendAsync(first, new LightCommands.Blink(1), "c3");

        await ExpectTerminatedAsync(first, Store.Patience);
        Assert.Equal(2, await CountAsync(second));
        Assert.Equal(AnswerStatus.Accepted, (await SendAsync(second, new LightCommands.Blink(1), "c3")).Status);
    }

    [Fact]
    public async Task Stop_WhileAWriteIsUnderWay_WaitsForItAndItIsAnswered()
    {
        var light = Start();
        await CountAsync(light);
        Faults.Hold();
        var asked = SendAsync(light, new LightCommands.Blink(1), "c1");
        await Task.Delay(50);
        Watch(light);
        light.Tell(EntityStop.Instance);
        Faults.Release();

        Assert.Equal(AnswerStatus.Accepted, (await asked).Status);
        await ExpectTerminatedAsync(light, Store.Patience);
    }

    [Fact]
    public async Task Recovery_WhileTheJournalIsAway_IsRetried()
    {
        await WriteAsync(Row(new LightEvents.Blinked(), 1));
        Faults.ReadsFail = true;
        var light = Start();
        await EventuallyAsync(async () => (await SendAsync(light, new LightCommands.Blink(1), "c0")).Code == AnswerCodes.Starting);

        Faults.ReadsFail = false;

        Assert.Equal(AnswerStatus.Accepted, (await SendUntilFinalAsync(light, new LightCommands.Blink(1), "c1")).Status);
    }

    // Found by hand in the first engine: such an entity was restarted again and again, and its commands were answered when their time was over.
    [Fact]
    public async Task Recovery_OfADamagedHistory_AnswersEveryCommandAtOnce()
    {
        await WriteAsync(Row(new LightEvents.Blinked(), 1));
        Faults.Damaged = true;
        var light = Start();
        await EventuallyAsync(async () => (await SendAsync(light, new LightCommands.Blink(1), "c0")).Code == AnswerCodes.StoreDamaged);
        for (var i = 0; i < 3; i++)
        {
            var answer = await SendAsync(light, new LightCommands.Blink(1), $"c{i}");
            Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.StoreDamaged), (answer.Status, answer.Code));
            Assert.Contains("Row 3", answer.Detail, StringComparison.Ordinal);
            Assert.Equal(AnswerCodes.StoreDamaged, (await QueryAsync(light, new EntityMessages.GetView())).Code);
        }

        Faults.Damaged = false;
        Time.Advance(TimeSpan.FromSeconds(2));

        await EventuallyAsync(async () => (await SendAsync(light, new LightCommands.Blink(1), "c9")).Status == AnswerStatus.Accepted);
        Assert.Equal(2, await CountAsync(light));
    }

    [Fact]
    public async Task Recovery_OfAnUnknownEvent_FailsLoudly()
    {
        await WriteAsync(Row(new LightEvents.Exploded(), 1));

        var light = Start();

        await EventuallyAsync(async () => (await SendAsync(light, new LightCommands.Blink(1), "c1")).Code == AnswerCodes.StoreDamaged);
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task Recovery_OfACommandCarriedOutTwice_FailsLoudly()
    {
        var answer = new JournaledAnswer("hash", AnswerCodes.Done);
        var row = new JournaledEvent(new LightEvents.Blinked(), new EventMeta(DateTimeOffset.UnixEpoch, 1, "c1", answer));
        await WriteAsync(row, row);

        var light = Start();

        await EventuallyAsync(async () => (await SendAsync(light, new LightCommands.Blink(1), "c2")) is { Code: AnswerCodes.StoreDamaged } damaged && damaged.Detail!.Contains("c1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Snapshot_EverySoManyRows_SavesReplayingAndKeepsTheAnswers()
    {
        var options = new EntityOptions { SnapshotEvery = 10 };
        var light = Start(options);
        for (var i = 0; i < 35; i++) await SendAsync(light, new LightCommands.Blink(1), $"c{i}");
        await EventuallyAsync(async () => (await SnapshotsAsync()).Length == 2);
        await StopAsync(light);

        light = Start(options);

        Assert.Equal(35, await CountAsync(light));
        Assert.True((await SendAsync(light, new LightCommands.Blink(1), "c0")).Repeated);
        Assert.Equal(35, await CountAsync(light));
    }

    [Fact]
    public async Task Snapshot_ThatCannotBeRead_IsIgnored()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.Blink(5), "c1");
        await StopAsync(light);
        await SaveSnapshotAsync(new EntitySnapshot(new LightView(true, 9), 1, [], null, false), 3); // the state is not one of the light's

        light = Start();

        Assert.Equal(5, await CountAsync(light));
    }

    [Fact]
    public async Task Everything_AtRandom_EachCommandHasOneEffect()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var options = new EntityOptions { SnapshotEvery = 10, RestartAfter = TimeSpan.FromMilliseconds(10) };
        var light = Start(options);
        var wanted = 0;
        for (var i = 0; i < 120; i++)
        {
            for (var faults = random.Next(4); faults > 0; faults--) Faults.Next((JournalFault)random.Next(3));
            if (random.Next(10) == 0)
            {
                await StopAsync(light);
                light = Start(options);
            }

            var times = random.Next(1, 4);
            EntityAnswer answer;
            do answer = await SendUntilFinalAsync(light, new LightCommands.Blink(times), $"c{i}");
            while (random.Next(5) == 0);
            wanted += times;
            Assert.True(answer.Status == AnswerStatus.Accepted && ((LightView)answer.View!).Switches == wanted, $"seed {seed}, command {i}: {answer}");
        }

        Assert.Equal(wanted, await CountAsync(light));
        Assert.Equal(wanted, (await EventsAsync()).Length);
    }
}
