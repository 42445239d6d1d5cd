using System.Text;
using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Tests.Broker;

/// <summary>What every implementation of the broker port does.</summary>
public abstract class BrokerPortCompliance : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private BrokerHarness harness = null!;
    private IBrokerConnection one = null!;
    private IBrokerConnection two = null!;

    protected abstract ValueTask<BrokerHarness> CreateAsync();

    /// <summary>Whether a cancelled consumer is counted as one until its open deliveries are settled.</summary>
    protected virtual bool CountsCancelledConsumers => false;

    public async Task InitializeAsync()
    {
        harness = await CreateAsync();
        one = await harness.Broker.ConnectAsync(Name("one"), default);
        two = await harness.Broker.ConnectAsync(Name("two"), default);
    }

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task Consume_SeveralMessages_ComeInTheOrderOfPublishing()
    {
        var queue = await DeclareAsync();
        await PublishAsync(queue, "a", "b", "c");
        var inbox = await Inbox.OpenAsync(two, queue);
        Assert.Equal(["a", "b", "c"], await inbox.TakeAsync(3));
        Assert.Equal(0, (await one.InspectAsync(queue, default)).Ready);
    }

    [Fact]
    public async Task Delivery_HeadersAndKey_ArriveAsPublished()
    {
        var queue = await DeclareAsync();
        var headers = new MessageHeaders
        {
            Type = "t", MessageId = "m", CorrelationId = "c", ReplyTo = "r", Expiration = TimeSpan.FromMinutes(1), Reason = "why",
        };
        await one.PublishAsync(
            new Publication { Exchange = "", RoutingKey = queue, Headers = headers, Body = "x"u8.ToArray(), Mandatory = true }, Limit, default);
        var (delivery, text) = await (await Inbox.OpenAsync(two, queue)).NextAsync();
        Assert.Equal(headers, delivery.Headers);
        Assert.Equal((queue, queue, "", "x"), (delivery.Queue, delivery.RoutingKey, delivery.Exchange, text));
        Assert.Equal((false, 0L, null), (delivery.Redelivered, delivery.DeliveryCount, delivery.DeathReason));
    }

    [Fact]
    public async Task Publish_BodyChangedAfterwards_ArrivesAsItWas()
    {
        var queue = await DeclareAsync();
        var body = "before"u8.ToArray();
        await one.PublishAsync(new Publication { RoutingKey = queue, Body = body }, Limit, default);
        "after!"u8.CopyTo(body);
        Assert.Equal("before", await (await Inbox.OpenAsync(two, queue)).TextAsync());
    }

    [Fact]
    public async Task Body_ReadAfterTheHandler_IsRefused()
    {
        var queue = await DeclareAsync();
        var ended = new TaskCompletionSource<Delivery>();
        await one.ConsumeAsync(queue, new ConsumerOptions(2), d => { ended.TrySetResult(d); return default; }, default);
        await PublishAsync(queue, "x");
        var delivery = await ended.Task.WaitAsync(Limit);
        var refused = false;
        for (var i = 0; i < 3_000 && !refused; i++)
        {
            try
            {
                _ = delivery.Body;
                await Task.Delay(10);
            }
            catch (InvalidOperationException)
            {
                refused = true;
            }
        }

        Assert.True(refused);
    }

    [Fact]
    public async Task Prefetch_Reached_NextComesWithTheAcknowledgement()
    {
        var queue = await DeclareAsync();
        await PublishAsync(queue, "a", "b", "c");
        var inbox = await Inbox.OpenAsync(two, queue, prefetch: 2);
        var (first, _) = await inbox.NextAsync();
        Assert.Equal("b", await inbox.TextAsync());
        Assert.Equal(1, (await one.InspectAsync(queue, default)).Ready);
        Assert.Equal(0, inbox.Count);
        await first.AcknowledgeAsync(default);
        Assert.Equal("c", await inbox.TextAsync());
    }

    [Fact]
    public async Task Priority_HighestWithRoom_GetsTheMessage()
    {
        var queue = await DeclareAsync();
        var low = await Inbox.OpenAsync(one, queue, prefetch: 1, priority: 1);
        var high = await Inbox.OpenAsync(two, queue, prefetch: 1, priority: 1_000_000_000);
        await PublishAsync(queue, "a", "b", "c");
        var (first, text) = await high.NextAsync();
        Assert.Equal("a", text);
        Assert.Equal("b", await low.TextAsync());
        await first.AcknowledgeAsync(default);
        Assert.Equal("c", await high.TextAsync());
    }

    [Fact]
    public async Task Priority_Equal_TakeTurns()
    {
        var queue = await DeclareAsync();
        var one = await Inbox.OpenAsync(this.one, queue);
        var two = await Inbox.OpenAsync(this.two, queue);
        await PublishAsync(queue, "a", "b", "c", "d");
        Assert.Equal(2, (await one.TakeAsync(2)).Length);
        Assert.Equal(2, (await two.TakeAsync(2)).Length);
    }

    [Fact]
    public async Task GiveBack_WithOthersWaiting_ComesFirstAgainAndIsCounted()
    {
        var queue = await DeclareAsync();
        await PublishAsync(queue, "a", "b");
        var inbox = await Inbox.OpenAsync(two, queue, prefetch: 1);
        for (var returns = 0; returns < 3; returns++)
        {
            var (delivery, text) = await inbox.NextAsync();
            Assert.Equal(("a", returns > 0, (long)returns), (text, delivery.Redelivered, delivery.DeliveryCount));
            Assert.True(await delivery.GiveBackAsync(default));
        }

        Assert.Equal(["a", "b"], await inbox.TakeAsync(2));
    }

    [Fact]
    public async Task GiveBack_ToOneself_HighestPriorityGetsItAgain()
    {
        var queue = await DeclareAsync();
        var low = await Inbox.OpenAsync(one, queue, prefetch: 1, priority: 1);
        var high = await Inbox.OpenAsync(two, queue, prefetch: 1, priority: 2);
        await PublishAsync(queue, "baton");
        for (var i = 0; i < 20; i++) await (await high.NextAsync()).Delivery.GiveBackAsync(default);
        Assert.Equal("baton", await high.TextAsync());
        Assert.Equal(0, low.Count);
    }

    [Fact]
    public async Task Settle_Twice_IsFalse()
    {
        var queue = await DeclareAsync();
        await PublishAsync(queue, "a");
        var (delivery, _) = await (await Inbox.OpenAsync(two, queue)).NextAsync();
        Assert.True(await delivery.AcknowledgeAsync(default));
        Assert.False(await delivery.AcknowledgeAsync(default));
        Assert.False(await delivery.GiveBackAsync(default));
        Assert.Equal(0, (await one.InspectAsync(queue, default)).Ready);
    }

    [Fact]
    public async Task Cancel_WithDeliveriesOpen_LeavesThemToBeSettled()
    {
        var queue = await DeclareAsync();
        await PublishAsync(queue, "a", "b", "c");
        var inbox = await Inbox.OpenAsync(two, queue, prefetch: 2);
        var (a, _) = await inbox.NextAsync();
        var (b, _) = await inbox.NextAsync();
        await inbox.Consumer.CancelAsync(default);
        await inbox.Consumer.CancelAsync(default);
        Assert.False(inbox.Consumer.Lost.IsCompleted);
        Assert.Equal(new QueueDepth(1, CountsCancelledConsumers ? 1 : 0), await one.InspectAsync(queue, default));
        Assert.True(await a.AcknowledgeAsync(default));
        Assert.True(await b.GiveBackAsync(default));
        Assert.Equal(["b", "c"], await (await Inbox.OpenAsync(one, queue)).TakeAsync(2));
        Assert.Equal(0, inbox.Count);
    }

    [Fact]
    public async Task Dispose_WithDeliveriesOpen_ReturnsThemInOrder()
    {
        var queue = await DeclareAsync();
        await PublishAsync(queue, "a", "b", "c", "d");
        var inbox = await Inbox.OpenAsync(two, queue, prefetch: 3);
        var (a, _) = await inbox.NextAsync();
        await inbox.NextAsync();
        await inbox.NextAsync();
        await inbox.Consumer.DisposeAsync();
        await inbox.Consumer.Lost.WaitAsync(Limit);
        Assert.False(await a.AcknowledgeAsync(default));
        Assert.Equal(["a", "b", "c", "d"], await (await Inbox.OpenAsync(one, queue)).TakeAsync(4));
    }

    [Fact]
    public async Task Connection_Severed_ItsDeliveriesGoToTheNextAndItsUsersAreTold()
    {
        var queue = await DeclareAsync();
        var high = await Inbox.OpenAsync(two, queue, prefetch: 1, priority: 2);
        var low = await Inbox.OpenAsync(one, queue, prefetch: 1, priority: 1);
        await PublishAsync(queue, "baton");
        var (held, _) = await high.NextAsync();
        await harness.SeverAsync(Name("two"));
        var (got, text) = await low.NextAsync();
        Assert.Equal(("baton", true), (text, got.Redelivered));
        await high.Consumer.Lost.WaitAsync(Limit);
        await two.Lost.WaitAsync(Limit);
        Assert.False(await held.AcknowledgeAsync(default));
        var lost = await Assert.ThrowsAsync<BrokerException>(async () => await two.InspectAsync(queue, default));
        Assert.Equal(BrokerFault.Lost, lost.Fault);
        lost = await Assert.ThrowsAsync<BrokerException>(async () => await two.PublishAsync(new Publication { RoutingKey = queue }, Limit, default));
        Assert.Equal(BrokerFault.Lost, lost.Fault);
    }

    [Fact]
    public async Task Handler_Throws_ConsumerIsLostAndTheMessageReturns()
    {
        var queue = await DeclareAsync();
        var consumer = await two.ConsumeAsync(queue, new ConsumerOptions(1), _ => throw new InvalidOperationException("broken"), default);
        await PublishAsync(queue, "a");
        Assert.Contains("broken", await consumer.Lost.WaitAsync(Limit), StringComparison.Ordinal);
        Assert.Equal("a", await (await Inbox.OpenAsync(one, queue)).TextAsync());
    }

    [Fact]
    public async Task Queue_Deleted_ItsConsumersAreLost()
    {
        var queue = await DeclareAsync();
        var inbox = await Inbox.OpenAsync(two, queue);
        await one.DeleteQueueAsync(queue, default);
        await inbox.Consumer.Lost.WaitAsync(Limit);
        await one.DeleteQueueAsync(queue, default);
        await ThrowsAsync(BrokerFault.NotFound, async () => await one.InspectAsync(queue, default));
    }

    [Fact]
    public async Task MessageTtl_Passed_MessageIsDeadLettered()
    {
        var graves = await DeclareAsync();
        var queue = await DeclareAsync(q => q with { MessageTtl = TimeSpan.FromSeconds(1), DeadLetterQueue = graves });
        await PublishAsync(queue, "old");
        await harness.PassAsync(TimeSpan.FromSeconds(2));
        var (dead, text) = await (await Inbox.OpenAsync(two, graves)).NextAsync();
        Assert.Equal(("old", "expired"), (text, dead.DeathReason));
        await PublishAsync(queue, "new");
        Assert.Equal("new", await (await Inbox.OpenAsync(two, queue)).TextAsync());
    }

    [Fact]
    public async Task Expiration_OfOneMessage_DropsThatOne()
    {
        var queue = await DeclareAsync();
        await one.PublishAsync(
            new Publication { RoutingKey = queue, Headers = new MessageHeaders { Expiration = TimeSpan.FromSeconds(1) } }, Limit, default);
        await PublishAsync(queue, "stays");
        await harness.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("stays", await (await Inbox.OpenAsync(two, queue)).TextAsync());
    }

    [Fact]
    public async Task MaxLength_Exceeded_OldestAreDroppedAndCanBeCounted()
    {
        var graves = await DeclareAsync();
        var queue = await DeclareAsync(q => q with { MaxLength = 2, DeadLetterQueue = graves });
        await PublishAsync(queue, "a", "b", "c", "d");
        var dead = await Inbox.OpenAsync(two, graves);
        var (first, text) = await dead.NextAsync();
        Assert.Equal(("a", "maxlen"), (text, first.DeathReason));
        Assert.Equal("b", await dead.TextAsync());
        Assert.Equal(["c", "d"], await (await Inbox.OpenAsync(two, queue)).TakeAsync(2));
        Assert.Equal(0, dead.Count);
    }

    [Fact]
    public async Task DeliveryLimit_Exceeded_MessageIsDeadLettered()
    {
        var graves = await DeclareAsync();
        var queue = await DeclareAsync(q => q with { DeliveryLimit = 2, DeadLetterQueue = graves });
        await PublishAsync(queue, "poison");
        var inbox = await Inbox.OpenAsync(two, queue, prefetch: 1);
        for (var i = 0; i < 3; i++) await (await inbox.NextAsync()).Delivery.GiveBackAsync(default);
        var (dead, text) = await (await Inbox.OpenAsync(two, graves)).NextAsync();
        Assert.Equal(("poison", "delivery_limit"), (text, dead.DeathReason));
        Assert.Equal(0, inbox.Count);
    }

    [Theory]
    [InlineData("#", true, true, true)]
    [InlineData("camera.*.*", true, true, false)]
    [InlineData("camera.front.*", true, false, false)]
    [InlineData("*.*.opened", true, false, true)]
    [InlineData("camera.#", true, true, false)]
    [InlineData("#.opened", true, false, true)]
    [InlineData("camera.*", false, false, false)]
    public async Task Topic_Pattern_TakesWhatMatches(string pattern, bool frontOpened, bool backClosed, bool sessionOpened)
    {
        var topic = Name("topic");
        var queue = await DeclareAsync();
        await one.DeclareTopicAsync(topic, default);
        await one.BindAsync(topic, queue, pattern, default);
        await one.BindAsync(topic, queue, pattern, default);
        (string Key, bool Expected)[] all =
            [("camera.front.opened", frontOpened), ("camera.back.closed", backClosed), ("session.s1.opened", sessionOpened)];
        foreach (var (key, expected) in all)
        {
            var outcome = await two.PublishAsync(
                new Publication { Exchange = topic, RoutingKey = key, Body = Encoding.UTF8.GetBytes(key), Mandatory = true }, Limit, default);
            Assert.Equal(expected ? PublishOutcome.Confirmed : PublishOutcome.Unroutable, outcome);
        }

        var matched = all.Where(static a => a.Expected).Select(static a => a.Key).ToArray();
        Assert.Equal(matched.Length, (await one.InspectAsync(queue, default)).Ready);
        Assert.Equal(matched, await (await Inbox.OpenAsync(one, queue)).TakeAsync(matched.Length));
    }

    [Fact]
    public async Task Topic_TwoQueues_EachGetsACopy()
    {
        var topic = Name("topic");
        await one.DeclareTopicAsync(topic, default);
        var (left, right) = (await DeclareAsync(), await DeclareAsync());
        await one.BindAsync(topic, left, "a.*", default);
        await one.BindAsync(topic, right, "*.b", default);
        await one.PublishAsync(new Publication { Exchange = topic, RoutingKey = "a.b", Body = "x"u8.ToArray() }, Limit, default);
        Assert.Equal("x", await (await Inbox.OpenAsync(one, left)).TextAsync());
        Assert.Equal("x", await (await Inbox.OpenAsync(two, right)).TextAsync());
    }

    [Fact]
    public async Task Publish_NoQueue_IsReportedOnlyWhereMandatory()
    {
        var nowhere = Name("nowhere");
        Assert.Equal(PublishOutcome.Unroutable, await one.PublishAsync(new Publication { RoutingKey = nowhere, Mandatory = true }, Limit, default));
        Assert.Equal(PublishOutcome.Confirmed, await one.PublishAsync(new Publication { RoutingKey = nowhere }, Limit, default));
    }

    [Fact]
    public async Task Publish_WhileBlocked_FailsAtItsLimitAndWorksAfterwards()
    {
        var queue = await DeclareAsync();
        await harness.BlockAsync(true);
        var publishing = one.PublishAsync(new Publication { RoutingKey = queue }, TimeSpan.FromSeconds(5), default).AsTask();
        Assert.Equal(0, (await two.InspectAsync(queue, default)).Ready);
        await harness.PassAsync(TimeSpan.FromSeconds(6));
        await ThrowsAsync(BrokerFault.Blocked, async () => await publishing.WaitAsync(Limit));
        var patient = one.PublishAsync(new Publication { RoutingKey = queue }, Limit, default).AsTask();
        await harness.BlockAsync(false);
        Assert.Equal(PublishOutcome.Confirmed, await patient.WaitAsync(Limit));
        Assert.Equal(1, (await two.InspectAsync(queue, default)).Ready);
    }

    [Fact]
    public async Task Exclusive_Queue_IsLockedForOthersAndGoneWithItsConnection()
    {
        var queue = await DeclareAsync(q => q with { Kind = QueueKind.Exclusive }, two);
        await ThrowsAsync(BrokerFault.Locked, async () => await Inbox.OpenAsync(one, queue));
        Assert.Equal(PublishOutcome.Confirmed, await one.PublishAsync(new Publication { RoutingKey = queue, Mandatory = true }, Limit, default));
        await two.DisposeAsync();
        for (var i = 0; i < 3_000; i++)
        {
            var outcome = await one.PublishAsync(new Publication { RoutingKey = queue, Mandatory = true }, Limit, default);
            if (outcome is PublishOutcome.Unroutable) return;
            await Task.Delay(10);
        }

        Assert.Fail("The exclusive queue outlived its connection.");
    }

    [Fact]
    public async Task Declare_Again_SameShapeIsFineAnotherIsNot()
    {
        var queue = await DeclareAsync(static q => q with { MaxLength = 5 });
        await two.DeclareQueueAsync(new QueueSpec { Name = queue, MaxLength = 5 }, default);
        await ThrowsAsync(BrokerFault.Mismatch, async () => await two.DeclareQueueAsync(new QueueSpec { Name = queue, MaxLength = 6 }, default));
    }

    [Fact]
    public async Task Missing_Things_AreNamed()
    {
        var missing = Name("missing");
        var queue = await DeclareAsync();
        await ThrowsAsync(BrokerFault.NotFound, async () => await Inbox.OpenAsync(one, missing));
        await ThrowsAsync(BrokerFault.NotFound, async () => await one.BindAsync(missing, queue, "#", default));
        await ThrowsAsync(BrokerFault.NotFound, async () => await one.PublishAsync(new Publication { Exchange = missing, RoutingKey = "x" }, Limit, default));
    }

    [Fact]
    public async Task Consumer_SlowHandler_GetsOneAtATime()
    {
        var queue = await DeclareAsync();
        var (running, most) = (0, 0);
        var done = new TaskCompletionSource();
        var count = 0;
        await one.ConsumeAsync(queue, new ConsumerOptions(50), async delivery =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            await delivery.AcknowledgeAsync(default);
            if (++count == 200) done.SetResult();
        }, default);
        for (var i = 0; i < 200; i++) await PublishAsync(queue, "x");
        await done.Task.WaitAsync(Limit);
        Assert.Equal(1, most);
    }

    private static async Task ThrowsAsync(BrokerFault fault, Func<Task> action) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<BrokerException>(action)).Fault);

    private string Name(string what) => $"test.{run}.{what}";

    private async Task<string> DeclareAsync(Func<QueueSpec, QueueSpec>? shape = null, IBrokerConnection? by = null)
    {
        var spec = new QueueSpec { Name = Name(Guid.NewGuid().ToString("N")) };
        await (by ?? one).DeclareQueueAsync(shape?.Invoke(spec) ?? spec, default);
        return spec.Name;
    }

    private async Task PublishAsync(string queue, params string[] texts)
    {
        foreach (var text in texts)
        {
            var outcome = await one.PublishAsync(
                new Publication { Exchange = "", RoutingKey = queue, Body = Encoding.UTF8.GetBytes(text), Mandatory = true }, Limit, default);
            Assert.Equal(PublishOutcome.Confirmed, outcome);
        }
    }
}
