using System.Text;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.EventSourcing;

public sealed class EventSourcedActorTests : EntityTest
{
    [Fact]
    public async Task Command_Accepted_IsAppendedThenAppliedAnsweredAndItsEffectsDone()
    {
        var light = Load();
        var reply = await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        Assert.Equal(EntityReplyStatus.Accepted, reply.Status);
        Assert.Equal(new Done(), KernelMessages.Decode(reply.Message));
        await Seen.CountAsync(4);
        Assert.Equal(["loaded 0", "1 SwitchedOn", "wire 1", "2 Wired"], Seen.All);
        var append = Store.Appends[0];
        Assert.Equal((Key, 7, 1L, 0L, "c1", "enabled"), (append.Stream, append.Shard, append.Epoch, append.ExpectedSeq, append.CommandId, append.Status));
        Assert.Equal(Kernel.Time.GetUtcNow(), append.At);
    }

    [Fact]
    public async Task Command_BeforeItIsOnDisk_IsNotAnsweredNorSeen()
    {
        var hold = new TaskCompletionSource();
        Store.Hold = hold.Task;
        var light = Load();
        var asked = SendAsync(light, new LightCommands.Blink(3), "c1");
        var counted = CountAsync(light);
        await Task.Delay(20);
        Assert.False(asked.IsCompleted || counted.IsCompleted);
        hold.SetResult();
        await asked;
        Assert.Equal(3, await counted);
    }

    [Fact]
    public async Task Command_Context_IsKeptWithTheEvents()
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var light = Load();
        light.Tell(
            new EntityCommand(new LightCommands.Blink(1), "c1"),
            new MessageContext { CorrelationId = "r1", CausationId = "before", Trace = MessageContext.ParseTraceParent(Trace) });
        await Eventually.TrueAsync(() => Store.Events(Key).Count == 1);
        Assert.Equal(
            $$"""{"correlation":"r1","causation":"c1","traceparent":"{{Trace}}"}""",
            Encoding.UTF8.GetString(Store.Events(Key)[0].Meta.Span));
    }

    [Fact]
    public async Task Refusal_IsRememberedAndGivenAgainThoughTheStateHasMoved()
    {
        var light = Load();
        var first = await SendAsync(light, new LightCommands.SwitchOff(), "c1");
        Assert.Equal(EntityReplyStatus.Refused, first.Status);
        Assert.Equal(new Refusal("already-off", "The light is off."), first.Refusal);
        await SendAsync(light, new LightCommands.SwitchOn(), "c2");
        var again = await SendAsync(light, new LightCommands.SwitchOff(), "c1");
        Assert.Equal(EntityReplyStatus.Refused, again.Status);
        Assert.Equal(first.Refusal, again.Refusal);
        Assert.DoesNotContain("light.SwitchedOff", EventTypes());
    }

    [Fact]
    public async Task Command_DeliveredTwice_HasOneEffectAndOneAnswer()
    {
        var light = Load();
        var first = await SendAsync(light, new LightCommands.Blink(2), "c1");
        var second = await SendAsync(light, new LightCommands.Blink(2), "c1");
        light.Stop();
        await Eventually.WithinAsync(light.WhenStopped);
        light = Load();
        var third = await SendAsync(light, new LightCommands.Blink(2), "c1");
        Assert.Equal(2, await CountAsync(light));
        foreach (var reply in new[] { first, second, third })
        {
            Assert.Equal(EntityReplyStatus.Accepted, reply.Status);
            Assert.Equal(new LightCount(2), new LightCodec().Decode(reply.Message));
        }
    }

    [Fact]
    public async Task Nothing_HasItsReason()
    {
        var light = Load();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        var reply = await SendAsync(light, new LightCommands.SwitchOn(), "c2");
        Assert.Equal(new Done("already on"), KernelMessages.Decode(reply.Message));
    }

    [Fact]
    public async Task Deadline_Passed_IsRefusedUndecidedAndNotRemembered()
    {
        var light = Load();
        var replies = new Seen<EntityReply>();
        light.Tell(
            new EntityCommand(new LightCommands.Blink(1), "c1", ReplyTo.Function<EntityReply>(replies.Add)),
            new MessageContext { Deadline = Kernel.Time.GetUtcNow() });
        await replies.CountAsync(1);
        Assert.Equal(EntityReplyStatus.Unavailable, replies.All[0].Status);
        Assert.Equal(RefusalCodes.DeadlinePassed, replies.All[0].Refusal!.Code);
        Assert.Empty(Store.Appends);
        Assert.Equal(EntityReplyStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(1), "c1")).Status);
    }

    [Fact]
    public async Task Deadline_OfTheCommandThatCausedAnEffect_DoesNotEndItsCompletion()
    {
        var light = Load();
        light.Tell(new EntityCommand(new LightCommands.SwitchOn(), "c1"), new MessageContext { Deadline = Kernel.Time.GetUtcNow() + TimeSpan.FromTicks(1) });
        Store.Hold = Task.Delay(1);
        await Eventually.TrueAsync(() => Store.Events(Key).Count >= 1);
        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => EventTypes().Contains("light.Wired"));
    }

    [Fact]
    public async Task Unknown_CommandOrQuery_IsRefused()
    {
        var light = Load();
        Assert.Equal(RefusalCodes.UnknownCommand, (await SendAsync(light, new LightCommands.Sing(), "c1")).Refusal!.Code);
        Assert.Equal(RefusalCodes.UnknownCommand, (await QueryAsync(light, "what")).Refusal!.Code);
        var foreign = await light.Ask<EntityReply>(to => new EntityCommand("not a light's", "c2", to), TimeSpan.FromMinutes(1));
        Assert.Equal(RefusalCodes.UnknownCommand, foreign.Refusal!.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decision_ThatThrows_IsAnsweredWritesNothingAndTheEntityGoesOn(bool unknownEvent)
    {
        var light = Load();
        await SendAsync(light, new LightCommands.Blink(1), "c1");
        var reply = await SendAsync(light, unknownEvent ? new LightCommands.Confuse() : new LightCommands.Break(), "c2");
        Assert.Equal((EntityReplyStatus.Unavailable, RefusalCodes.Failed), (reply.Status, reply.Refusal!.Code));
        Assert.Equal(1, await CountAsync(light));
        Assert.Single(Store.Appends);
        Assert.Single(Seen.All, entry => entry.StartsWith("loaded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_OfItsOwn_BecomesACommand()
    {
        var light = Load();
        light.Tell(new LightNudge());
        await Eventually.TrueAsync(() => EventTypes().Length == 1);
        Assert.Null(Store.Appends[0].CommandId);
    }

    [Fact]
    public async Task Load_EffectsNotDone_AreIssuedAgain()
    {
        var light = Load(wires: false);
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Eventually.TrueAsync(() => Seen.All.Contains("wire 1"));
        light.Stop();
        await Eventually.WithinAsync(light.WhenStopped);
        light = Load();
        await Eventually.TrueAsync(() => EventTypes().Contains("light.Wired"));
        light.Stop();
        await Eventually.WithinAsync(light.WhenStopped);
        Load();
        await Eventually.TrueAsync(() => Seen.All.Contains("loaded 2"));
        Assert.Equal(2, Seen.All.Count(entry => entry == "wire 1"));
    }

    [Fact]
    public async Task Load_UnknownEvent_FailsLoudly()
    {
        Store.Insert(Key, new EncodedMessage("light.Exploded", 1, "{}"u8.ToArray()));
        var light = Kernel.System.Spawn(
            () => new LightActor(new EntityEnvironment { Stream = Key, Shard = 7, Epoch = 1, Store = Store, Codec = new LightCodec(), Host = this }, Seen),
            options: new() { Supervision = Fresnel.Kernel.Supervision.SupervisionStrategy.Stopping });
        await Eventually.WithinAsync(light.WhenStopped);
        Assert.Contains(Kernel.Log, entry => entry.Id == 1);
        Assert.Empty(Seen.All);
    }

    [Fact]
    public async Task Idle_EntityThatMayGo_AsksItsHostEachTime()
    {
        Load();
        await Seen.CountAsync(1);
        for (var i = 1; i <= 2; i++)
        {
            await Eventually.TrueAsync(() =>
            {
                Kernel.Time.Advance(TimeSpan.FromSeconds(30));
                return Host.Count >= i;
            });
        }

        Assert.All(Host.All, entry => Assert.Equal("idle light/hall", entry));
    }

    [Fact]
    public async Task Idle_EntityThatMustStay_NeverAsks()
    {
        var light = Load();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        await Eventually.TrueAsync(() => EventTypes().Contains("light.Wired"));
        for (var i = 0; i < 20; i++)
        {
            Kernel.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(2);
        }

        Assert.Empty(Host.All);
        await SendAsync(light, new LightCommands.SwitchOff(), "c2");
        await Eventually.TrueAsync(() =>
        {
            Kernel.Time.Advance(TimeSpan.FromSeconds(30));
            return Host.Count > 0;
        });
    }
}
