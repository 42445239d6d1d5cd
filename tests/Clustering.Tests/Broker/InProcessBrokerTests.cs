using System.Text;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.InProcess;

namespace Fresnel.Clustering.Tests.Broker;

public sealed class InProcessBrokerTests : BrokerPortCompliance
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    protected override ValueTask<BrokerHarness> CreateAsync() => ValueTask.FromResult<BrokerHarness>(new InProcessHarness());

    [Fact]
    public async Task ConsumerTimeout_DeliveryUnsettled_ConsumerIsLost()
    {
        await using var harness = new InProcessHarness(TimeSpan.FromMinutes(30));
        await using var connection = await harness.Broker.ConnectAsync("c", default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "q" }, default);
        await connection.PublishAsync(new Publication { RoutingKey = "q" }, Limit, default);
        var inbox = await Inbox.OpenAsync(connection, "q");
        await inbox.NextAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(27));
        Assert.False(inbox.Consumer.Lost.IsCompleted);
        harness.Time.Advance(TimeSpan.FromMinutes(6));
        await inbox.Consumer.Lost.WaitAsync(Limit);
        Assert.Equal(1, (await connection.InspectAsync("q", default)).Ready);
    }

    [Fact]
    public async Task Stop_AndRestart_DurableQueuesKeepTheirMessages()
    {
        await using var harness = new InProcessHarness();
        var connection = await harness.Broker.ConnectAsync("c", default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "durable" }, default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "transient", Kind = QueueKind.Transient }, default);
        await connection.PublishAsync(new Publication { RoutingKey = "durable", Body = "x"u8.ToArray() }, Limit, default);
        harness.InProcess.Stop();
        await connection.Lost.WaitAsync(Limit);
        await Assert.ThrowsAsync<BrokerException>(async () => await harness.Broker.ConnectAsync("c", default));
        harness.InProcess.Restart();
        await using var again = await harness.Broker.ConnectAsync("c", default);
        Assert.Equal("x", await (await Inbox.OpenAsync(again, "durable")).TextAsync());
        Assert.Null(harness.InProcess.Observe("transient"));
    }

    [Fact]
    public async Task MaxLength_Exceeded_DropsAreCounted()
    {
        await using var harness = new InProcessHarness();
        await using var connection = await harness.Broker.ConnectAsync("c", default);
        await connection.DeclareQueueAsync(
            new QueueSpec { Name = "frames", Kind = QueueKind.Transient, MaxLength = 3, MessageTtl = TimeSpan.FromSeconds(1) }, default);
        for (var i = 0; i < 10; i++) await connection.PublishAsync(new Publication { RoutingKey = "frames" }, Limit, default);
        Assert.Equal(new QueueStatistics(Ready: 3, Unsettled: 0, Consumers: 0, Overflowed: 7, Expired: 0), harness.InProcess.Observe("frames"));
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new QueueStatistics(Ready: 0, Unsettled: 0, Consumers: 0, Overflowed: 7, Expired: 3), harness.InProcess.Observe("frames"));
    }

    [Fact]
    public async Task DeadLetters_InACircle_EndWhereTheyBegan()
    {
        await using var harness = new InProcessHarness();
        await using var connection = await harness.Broker.ConnectAsync("c", default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "a", MaxLength = 1, DeadLetterQueue = "b" }, default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "b", MaxLength = 1, DeadLetterQueue = "a" }, default);
        for (var i = 0; i < 5; i++) await connection.PublishAsync(new Publication { RoutingKey = "a" }, Limit, default);
        Assert.Equal((1, 1), (harness.InProcess.Observe("a")!.Value.Ready, harness.InProcess.Observe("b")!.Value.Ready));
    }

    [Theory]
    [InlineData(0, null, "MaxLength")]
    [InlineData(null, -1L, "DeliveryLimit")]
    public async Task Declare_ShapeOutOfRange_NamesTheQueueAndTheRange(int? maxLength, long? deliveryLimit, string named)
    {
        await using var harness = new InProcessHarness();
        await using var connection = await harness.Broker.ConnectAsync("c", default);
        var spec = new QueueSpec { Name = "odd", MaxLength = maxLength, DeliveryLimit = deliveryLimit };
        var fault = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await connection.DeclareQueueAsync(spec, default));
        Assert.Contains($"Queue 'odd': {named} is at least 1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.#.c", "a.c", true)]
    [InlineData("a.#.c", "a.b.b.c", true)]
    [InlineData("a.#.c", "a.b", false)]
    [InlineData("#.#", "", true)]
    [InlineData("#.b.#", "a.b.c", true)]
    [InlineData("#.b.#", "a.c", false)]
    [InlineData("*", "a", true)]
    [InlineData("*.#", "a", true)]
    [InlineData("*.*", "a", false)]
    [InlineData("a", "ab", false)]
    public void TopicPattern_Cases_MatchAsInAmqp(string pattern, string key, bool expected) =>
        Assert.Equal(expected, TopicPattern.Matches(pattern, key));

    [Fact]
    public async Task Random_PublishSettleAndLoss_LosesAndDoublesNothing()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var harness = new InProcessHarness();
        await using var publisher = await harness.Broker.ConnectAsync("p", default);
        await publisher.DeclareQueueAsync(new QueueSpec { Name = "q" }, default);
        var acknowledged = new HashSet<string>();
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                await publisher.PublishAsync(new Publication { RoutingKey = "q", Body = Encoding.UTF8.GetBytes($"{round}.{i}") }, Limit, default);
            }

            await using var connection = await harness.Broker.ConnectAsync("c", default);
            var inbox = await Inbox.OpenAsync(connection, "q", prefetch: random.Next(1, 8));
            for (var i = random.Next(0, 12); i > 0 && acknowledged.Count < (round + 1) * 10; i--)
            {
                var (delivery, text) = await inbox.NextAsync();
                if (random.Next(3) == 0) await delivery.GiveBackAsync(default);
                else if (await delivery.AcknowledgeAsync(default)) Assert.True(acknowledged.Add(text), $"seed {seed}: {text} came twice");
            }
        }

        var rest = await Inbox.OpenAsync(publisher, "q");
        while (acknowledged.Count < 400)
        {
            var (delivery, text) = await rest.NextAsync();
            await delivery.AcknowledgeAsync(default);
            Assert.True(acknowledged.Add(text), $"seed {seed}: {text} came twice");
        }

        Assert.Equal(0, (await publisher.InspectAsync("q", default)).Ready);
    }
}
