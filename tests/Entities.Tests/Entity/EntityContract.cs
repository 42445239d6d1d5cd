using Akka.Actor;
using Akka.Cluster.Sharding;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Entities.Tests.Support;
using Fresnel.Messages.Entities;
using Xunit.Abstractions;

namespace Fresnel.Entities.Tests.Entity;

/// <summary>What an entity promises to those who ask it, whatever the journal.</summary>
public abstract class EntityContract(EntityTestStore store, ITestOutputHelper output) : EntityTest(store, output)
{
    [Fact]
    public async Task Command_Accepted_IsJournaledThenAnsweredAndItsEffectsPerformed()
    {
        var light = Start();

        var answer = await SendAsync(light, new LightCommands.SwitchOn(), "c1");

        Assert.Equal((AnswerStatus.Accepted, AnswerCodes.Done, 2L, 1L, false), (answer.Status, answer.Code, answer.Version, answer.Activation, answer.Repeated));
        Assert.Equal(new LightView(true, 1), answer.View);
        Assert.Equal(new LightState(true, false, 1), (await Runner.ExpectMsgAsync<EntityRun.Changed>(Store.Patience)).State);
        Assert.Equal(new EntityRun.Perform(new LightEffects.Wire(1), 1), await Runner.ExpectMsgAsync<EntityRun.Perform>(Store.Patience));
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported { Code: AnswerCodes.Done }, Store.Patience);
        var rows = await RowsAsync();
        Assert.Equal(
            [typeof(EntityEvents.Activated), typeof(LightEvents.SwitchedOn), typeof(LightEvents.Wired)],
            rows.Select(row => row.Event.GetType()));
        Assert.Equal((Time.GetUtcNow(), 1L, "c1", "enabled", true), (rows[1].Meta.At, rows[1].Meta.Activation, rows[1].Meta.Command, rows[1].Meta.Status, rows[1].Meta.MustRun));
    }

    [Fact]
    public async Task Command_BeforeItIsJournaled_IsNeitherAnsweredNorSeen()
    {
        var light = Start();
        await CountAsync(light);
        Faults.Hold();

        var asked = SendAsync(light, new LightCommands.Blink(3), "c1");
        var counted = CountAsync(light);
        await Task.Delay(50);

        Assert.False(asked.IsCompleted || counted.IsCompleted);
        Faults.Release();
        Assert.Equal(3, ((LightView)(await asked).View!).Switches);
        Assert.Equal(3, await counted);
    }

    [Fact]
    public async Task Command_OfManyEvents_IsOneUnitWithTheAnswerOnTheLast()
    {
        var light = Start();

        var answer = await SendAsync(light, new LightCommands.Blink(3), "c1");

        Assert.Equal(4, answer.Version);
        var rows = await RowsAsync();
        Assert.All(rows.Skip(1), row => Assert.Equal("c1", row.Meta.Command));
        Assert.Equal([true, true, false], rows.Skip(1).Select(row => row.Meta.Answer is null));
    }

    [Fact]
    public async Task Command_TraceContext_IsKeptWithItsEvents()
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var light = Start();

        await SendAsync(light, new LightCommands.Blink(1), "c1", trace: Trace);

        Assert.Equal(Trace, (await RowsAsync())[^1].Meta.Trace);
    }

    [Fact]
    public async Task Refusal_IsRememberedAndGivenAgainThoughTheStateHasMoved()
    {
        var light = Start();
        var first = await SendAsync(light, new LightCommands.SwitchOff(), "c1");
        Assert.Equal((AnswerStatus.Refused, "already-off", "The light is off."), (first.Status, first.Code, first.Detail));
        await SendAsync(light, new LightCommands.SwitchOn(), "c2");

        var again = await SendAsync(light, new LightCommands.SwitchOff(), "c1");

        Assert.Equal(first with { Repeated = true }, again);
        Assert.DoesNotContain(nameof(LightEvents.SwitchedOff), await EventsAsync());
    }

    [Fact]
    public async Task Command_SentAgain_HasOneEffectAndOneAnswerAlsoAfterARecovery()
    {
        var light = Start();
        var first = await SendAsync(light, new LightCommands.Blink(2), "c1");
        var second = await SendAsync(light, new LightCommands.Blink(2), "c1");
        await StopAsync(light);
        light = Start();

        var third = await SendAsync(light, new LightCommands.Blink(2), "c1");

        Assert.Equal(2, await CountAsync(light));
        Assert.All([first, second, third], answer => Assert.Equal((AnswerStatus.Accepted, AnswerCodes.Done, 3L), (answer.Status, answer.Code, answer.Version)));
        Assert.Equal([false, true, true], new[] { first, second, third }.Select(answer => answer.Repeated));
        Assert.Equal(2, third.Activation);
    }

    [Fact]
    public async Task CommandId_UsedForAnotherCommand_IsRefused()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.Blink(2), "c1");

        var answer = await SendAsync(light, new LightCommands.Blink(3), "c1");

        Assert.Equal((AnswerStatus.Refused, AnswerCodes.CommandIdReused), (answer.Status, answer.Code));
        Assert.Equal(2, await CountAsync(light));
    }

    [Fact]
    public async Task Nothing_HasItsReasonAndIsJournaled()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported, Store.Patience);

        var answer = await SendAsync(light, new LightCommands.SwitchOn(), "c2");

        Assert.Equal((AnswerStatus.Accepted, AnswerCodes.Unchanged, "already on"), (answer.Status, answer.Code, answer.Detail));
        var last = (await RowsAsync())[^1];
        Assert.IsType<EntityEvents.Answered>(last.Event);
        Assert.Equal("c2", last.Meta.Command);
    }

    [Fact]
    public async Task Deadline_Passed_IsRefusedUndecidedAndNotRemembered()
    {
        var light = Start();
        await CountAsync(light);

        var late = await SendAsync(light, new LightCommands.Blink(1), "c1", TimeSpan.FromTicks(-1));

        Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.DeadlinePassed), (late.Status, late.Code));
        Assert.Single(await RowsAsync());
        Assert.Equal(AnswerStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(1), "c1")).Status);
    }

    [Fact]
    public async Task Deadline_OfTheCommandThatCausedAnEffect_DoesNotEndItsCompletion()
    {
        var light = Start();
        await CountAsync(light);
        Faults.Hold();
        var asked = SendAsync(light, new LightCommands.SwitchOn(), "c1", TimeSpan.FromTicks(1));
        await Task.Delay(50);
        Time.Advance(TimeSpan.FromSeconds(1));
        Faults.Release();
        await asked;

        await EventuallyAsync(async () => (await EventsAsync()).Contains(nameof(LightEvents.Wired)));
    }

    [Fact]
    public async Task CommandOrQuery_ThatIsUnknown_IsRefusedAndNotJournaled()
    {
        var light = Start();
        Assert.Equal(AnswerCodes.UnknownCommand, (await SendAsync(light, new LightCommands.Sing(), "c1")).Code);
        Assert.Equal(AnswerCodes.UnknownCommand, (await QueryAsync(light, new LightQueries.ReadMind())).Code);
        var foreign = await AskAsync(light, new EntityMessages.Command(Hall, "c2", new EntityMessages.GetView(), Time.GetUtcNow().AddMinutes(1)));
        Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.UnknownCommand), (foreign.Status, foreign.Code));
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task Query_IsAnsweredFromTheState()
    {
        var light = Start();
        await SendAsync(light, new LightCommands.Blink(2), "c1");

        var answer = await QueryAsync(light, new LightQueries.CountSwitches());

        Assert.Equal(new LightQueries.SwitchCount(2), answer.View);
        Assert.Equal(1, answer.Activation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decision_ThatThrows_IsAnsweredWritesNothingAndTheEntityGoesOn(bool unknownEvent)
    {
        var light = Start();
        await SendAsync(light, new LightCommands.Blink(1), "c1");
        var before = (await RowsAsync()).Count;

        var answer = await SendAsync(light, unknownEvent ? new LightCommands.Confuse() : new LightCommands.Break(), "c2");

        Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.Failed, false), (answer.Status, answer.Code, answer.MayHaveHappened));
        Assert.Equal(1, await CountAsync(light));
        Assert.Equal(before, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Recovery_EffectsNotDone_ArePerformedAgain()
    {
        var light = Start(wires: false);
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Runner.FishForMessageAsync(message => message is EntityRun.Perform, Store.Patience);
        await StopAsync(light);
        Assert.Equal(EntityRun.StopReason.HandOver, ((EntityRun.Stop)await Runner.FishForMessageAsync(message => message is EntityRun.Stop, Store.Patience)).Reason);

        light = Start();
        Assert.Equal(new EntityRun.Perform(new LightEffects.Wire(1), 2), await Runner.FishForMessageAsync(message => message is EntityRun.Perform, Store.Patience));
        await Runner.FishForMessageAsync(message => message is EntityRun.Reported, Store.Patience);
        await StopAsync(light);
        await Runner.FishForMessageAsync(message => message is EntityRun.Stop, Store.Patience);

        Start();
        Assert.Equal(3, (await Runner.ExpectMsgAsync<EntityRun.Changed>(Store.Patience)).Activation);
        await Runner.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Activation_IsTheFirstRowAndCountsUp()
    {
        await StopAsync(await StartedAsync());
        await StopAsync(await StartedAsync());

        var rows = await RowsAsync();
        Assert.Equal([1L, 2L], rows.Select(row => row.Meta.Activation));
        Assert.Equal(["owner-1:1#1", "owner-2:1#2"], rows.Select(row => ((EntityEvents.Activated)row.Event).Node));
        Assert.Equal(("disabled", null), (rows[0].Meta.Status, rows[0].Meta.MustRun));
    }

    [Fact]
    public async Task Activation_WaitsForGoodStanding()
    {
        Standing.IsGood = false;
        var light = Start();
        Assert.Equal(AnswerCodes.Starting, (await SendAsync(light, new LightCommands.Blink(1), "c1")).Code);
        Assert.Empty(await RowsAsync());

        Standing.IsGood = true;

        Assert.Equal(AnswerStatus.Accepted, (await SendUntilFinalAsync(light, new LightCommands.Blink(1), "c1")).Status);
    }

    [Fact]
    public async Task Idle_EntityThatNeedNotRun_AsksToBePassivated()
    {
        var light = Start(new EntityOptions { PassivateAfter = TimeSpan.FromMilliseconds(100) });
        await CountAsync(light);

        var passivate = await Shard.ExpectMsgAsync<Passivate>(Store.Patience);

        Watch(light);
        light.Tell(passivate.StopMessage);
        await ExpectTerminatedAsync(light, Store.Patience);
    }

    [Fact]
    public async Task Idle_EntityThatMustRun_StaysUntilItNeedNot()
    {
        var light = Start(new EntityOptions { PassivateAfter = TimeSpan.FromMilliseconds(50) });
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Shard.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));

        await SendAsync(light, new LightCommands.SwitchOff(), "c2");

        await Shard.ExpectMsgAsync<Passivate>(Store.Patience);
    }

    [Fact]
    public async Task Ensure_IsAnsweredByAnActiveEntity()
    {
        var light = Start();
        await CountAsync(light);

        var answer = await AskAsync(light, new EntityMessages.Ensure(Hall));

        Assert.Equal(1, answer.Activation);
    }

    [Fact]
    public async Task Replies_OlderThanTheirAge_AreForgottenButNotTheLast()
    {
        var options = new EntityOptions { FewestReplies = 2, ReplyAge = TimeSpan.FromHours(1) };
        var light = Start(options);
        for (var i = 1; i <= 3; i++) await SendAsync(light, new LightCommands.Blink(1), $"c{i}");
        Time.Advance(TimeSpan.FromHours(2));
        await SendAsync(light, new LightCommands.Blink(1), "c4");

        Assert.True((await SendAsync(light, new LightCommands.Blink(1), "c3")).Repeated);
        Assert.False((await SendAsync(light, new LightCommands.Blink(1), "c1")).Repeated);
    }

    private async Task<IActorRef> StartedAsync()
    {
        var light = Start();
        await CountAsync(light);
        return light;
    }
}
