using Fresnel.Kernel.EventSourcing;
using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.EventSourcing;

public sealed class EventSourcedFaultTests : EntityTest
{
    [Theory]
    [InlineData("c1")]
    [InlineData(null)]
    public async Task Append_ItsAnswerIsLost_IsRecognisedAndNotWrittenTwice(string? id)
    {
        Store.Fault(StoreFault.After);
        var light = Load();
        var reply = await SendAsync(light, new LightCommands.Blink(2), id);
        Assert.Equal(EntityReplyStatus.Accepted, reply.Status);
        Assert.Equal(2, await CountAsync(light));
        Assert.Equal(2, Store.Events(Key).Count);
        Assert.Equal(Store.Appends[0].AppendId, Store.Appends[1].AppendId);
        Assert.Equal(EntityReplyStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(1), "c2")).Status);
        Assert.Equal(3, Store.Events(Key).Count);
    }

    [Fact]
    public async Task Append_StoreAwayForAMoment_IsTriedAgain()
    {
        Store.Fault(StoreFault.Before, StoreFault.Before);
        var light = Load();
        Assert.Equal(EntityReplyStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(2), "c1")).Status);
        Assert.Equal(3, Store.Appends.Count);
    }

    [Theory]
    [InlineData(StoreFault.Before, 1)]
    [InlineData(StoreFault.After, 1)]
    public async Task Append_StoreAway_IsAnsweredUnavailableAndCanBeSentAgain(StoreFault fault, int events)
    {
        Store.Fault(fault, StoreFault.Before, StoreFault.Before);
        var light = Load();
        var reply = await SendAsync(light, new LightCommands.Blink(1), "c1");
        Assert.Equal((EntityReplyStatus.Unavailable, RefusalCodes.StoreUnavailable), (reply.Status, reply.Refusal!.Code));
        var again = await SendAsync(light, new LightCommands.Blink(1), "c1");
        Assert.Equal(EntityReplyStatus.Accepted, again.Status);
        Assert.Equal(events, Store.Events(Key).Count);
        Assert.Equal(events, await CountAsync(light));
        Assert.Equal(new LightCount(1), new LightCodec().Decode(again.Message));
    }

    [Fact]
    public async Task Append_WhereItsPlaceIsDamaged_IsRefusedAtOnceAndNotTriedAgain()
    {
        var light = Load();
        Assert.Equal(0, await CountAsync(light));
        Store.Damaged = true;
        var reply = await SendAsync(light, new LightCommands.Blink(1), "c1");
        Assert.Equal((EntityReplyStatus.Unavailable, RefusalCodes.StoreDamaged), (reply.Status, reply.Refusal!.Code));
        Assert.Contains("Page 3", reply.Refusal.Message, StringComparison.Ordinal);
        Assert.Single(Store.Appends);
        Assert.Equal(RefusalCodes.StoreDamaged, (await QueryAsync(light, new LightCount(0))).Refusal!.Code);
        Store.Damaged = false;
        Assert.Equal(EntityReplyStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(1), "c1")).Status);
    }

    // Found by hand: such an entity was restarted again and again, and its commands were answered when their time was over.
    [Fact]
    public async Task Load_OfADamagedStream_AnswersEveryCommandAtOnce()
    {
        Store.Insert(Key, new LightCodec().Encode(new LightEvents.Blinked()));
        Store.Damaged = true;
        var light = Load();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RefusalCodes.StoreDamaged, (await SendAsync(light, new LightCommands.Blink(1), $"c{i}")).Refusal!.Code);
            Assert.Equal(RefusalCodes.StoreDamaged, (await QueryAsync(light, new LightCount(0))).Refusal!.Code);
        }

        Assert.False(light.IsStopping);
        Assert.DoesNotContain("loaded 0", Seen.All);
        Store.Damaged = false;
        Assert.Equal(1, await CountAsync(light));
        Assert.Contains("loaded 1", Seen.All);
    }

    [Fact]
    public async Task Append_AnswerLostAndStoreAway_TheStateIsLoadedAgainBeforeItIsShown()
    {
        Store.Fault(StoreFault.After, StoreFault.Before, StoreFault.Before);
        var light = Load();
        await SendAsync(light, new LightCommands.SwitchOn(), "c1");
        Assert.Equal(1, await CountAsync(light));
        await Eventually.TrueAsync(() => EventTypes().Contains("light.Wired"));
        Assert.Contains("loaded 1", Seen.All);
    }

    [Fact]
    public async Task Reload_StoreStillAway_IsAnsweredAndRetriedByTheParent()
    {
        Store.Fault(StoreFault.Before, StoreFault.Before, StoreFault.Before);
        var light = Load();
        await SendAsync(light, new LightCommands.Blink(1), "c1");
        Store.ReadsFail = true;
        var reply = await SendAsync(light, new LightCommands.Blink(1), "c2");
        Assert.Equal(RefusalCodes.StoreUnavailable, reply.Refusal!.Code);
        Store.ReadsFail = false;
        Assert.Equal(EntityReplyStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(1), "c3")).Status);
        Assert.Single(Store.Events(Key));
    }

    [Fact]
    public async Task Append_Fenced_IsRefusedAndTheActorStopsAndSaysSo()
    {
        var light = Load();
        await SendAsync(light, new LightCommands.Blink(1), "c1");
        Store.Epoch = 2;
        var reply = await SendAsync(light, new LightCommands.Blink(1), "c2");
        Assert.Equal((EntityReplyStatus.Unavailable, RefusalCodes.Fenced), (reply.Status, reply.Refusal!.Code));
        await Eventually.WithinAsync(light.WhenStopped);
        Assert.Equal(["fenced light/hall 2"], Host.All);
        Assert.Single(Store.Events(Key));
        light = Load(epoch: 2);
        Assert.Equal(EntityReplyStatus.Accepted, (await SendAsync(light, new LightCommands.Blink(1), "c2")).Status);
    }

    [Fact]
    public async Task Append_StreamHasMoved_IsLoadedAndDecidedAgain()
    {
        var light = Load();
        await SendAsync(light, new LightCommands.Blink(1), "c1");
        Store.Insert(Key, new LightCodec().Encode(new LightEvents.SwitchedOn(default)));
        var reply = await SendAsync(light, new LightCommands.SwitchOn(), "c2");
        Assert.Equal(new Done("already on"), KernelMessages.Decode(reply.Message));
        Assert.Equal(2, await CountAsync(light));
    }

    [Fact]
    public async Task Stop_WhileAnAppendWaits_IsAnsweredStoppingAndNoFailure()
    {
        var light = Load();
        await Seen.CountAsync(1);
        Store.Hold = new TaskCompletionSource().Task;
        var replies = new Seen<EntityReply>();
        light.Tell(new EntityCommand(new LightCommands.Blink(1), "c1", ReplyTo.Function<EntityReply>(replies.Add)));
        await Eventually.TrueAsync(() => light.Waiting == 0);
        light.Stop();
        await Eventually.WithinAsync(light.WhenStopped);
        Assert.Equal(RefusalCodes.Stopping, Assert.Single(replies.All).Refusal!.Code);
        Assert.DoesNotContain(Kernel.Log, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task Snapshot_EverySoManyEvents_SavesReplaying()
    {
        var options = new EntityOptions { SnapshotEvery = 10 };
        var light = Load(options);
        for (var i = 0; i < 25; i++) await SendAsync(light, new LightCommands.Blink(1), $"c{i}");
        await Eventually.TrueAsync(() => Store.Snapshot(Key)?.Seq >= 10);
        light.Stop();
        await Eventually.WithinAsync(light.WhenStopped);
        var seq = Store.Snapshot(Key)!.Seq;
        light = Load(options);
        Assert.Equal(25, await CountAsync(light));
        Assert.Equal(seq, Store.LastReadAfter);
    }

    [Fact]
    public async Task Snapshot_ThatCannotBeDecoded_IsIgnoredAndLogged()
    {
        var light = Load();
        await SendAsync(light, new LightCommands.Blink(5), "c1");
        light.Stop();
        await Eventually.WithinAsync(light.WhenStopped);
        await Store.SaveSnapshotAsync(Key, new StoredSnapshot(3, new EncodedMessage("light.LightState", 1, "{broken"u8.ToArray())), default);
        light = Load();
        Assert.Equal(5, await CountAsync(light));
        Assert.Contains(Kernel.Log, entry => entry.Id == 102);
    }

    [Fact]
    public async Task Everything_AtRandom_EachCommandHasOneEffect()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var light = Load(new EntityOptions { SnapshotEvery = 7, AppendRetryDelay = TimeSpan.Zero });
        var wanted = 0;
        for (var i = 0; i < 300; i++)
        {
            for (var faults = random.Next(4); faults > 0; faults--) Store.Fault((StoreFault)random.Next(3));
            if (random.Next(10) == 0)
            {
                light.Stop(random.Next(2) == 0 ? StopMode.Drain : StopMode.Discard);
                await Eventually.WithinAsync(light.WhenStopped);
                light = Load(new EntityOptions { SnapshotEvery = 7, AppendRetryDelay = TimeSpan.Zero });
            }

            EntityReply reply;
            var attempts = 0;
            var times = random.Next(1, 4);
            do
            {
                reply = await SendAsync(light, new LightCommands.Blink(times), $"c{i}");
                Assert.True(++attempts < 20, $"seed {seed}: {reply.Refusal}");
            }
            while (reply.Status == EntityReplyStatus.Unavailable || random.Next(5) == 0);
            wanted += times;
            Assert.True(new LightCount(wanted) == (LightCount)new LightCodec().Decode(reply.Message), $"seed {seed}, command {i}");
        }

        Assert.Equal(wanted, await CountAsync(light));
        Assert.Equal(wanted, Store.Events(Key).Count);
    }
}
