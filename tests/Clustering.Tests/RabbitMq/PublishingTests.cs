using System.Globalization;
using System.Text;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Tests.Broker;

namespace Fresnel.Clustering.Tests.RabbitMq;

[Collection(OneRabbitMq.Name)]
public sealed class PublishingTests(RabbitMqServer fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Publishes_AtOnce_KeepTheirOrderPerQueue()
    {
        await using var connection = await (await fixture.AddBrokerAsync()).ConnectAsync("c", default);
        string[] queues = ["fresnel.a", "fresnel.b", "fresnel.c"];
        foreach (var queue in queues) await connection.DeclareQueueAsync(new QueueSpec { Name = queue }, default);
        var publishing = Enumerable.Range(0, 3_000).Select(i => connection.PublishAsync(
            new Publication { RoutingKey = queues[i % 3], Body = Encoding.UTF8.GetBytes($"{i}"), Mandatory = true }, Limit, default).AsTask()).ToArray();
        Assert.All(await Task.WhenAll(publishing), static outcome => Assert.Equal(PublishOutcome.Confirmed, outcome));
        for (var q = 0; q < 3; q++)
        {
            var got = await (await Inbox.OpenAsync(connection, queues[q])).TakeAsync(1_000);
            Assert.Equal(Enumerable.Range(0, 1_000).Select(i => ((i * 3) + q).ToString(CultureInfo.InvariantCulture)), got);
        }
    }

    [Fact]
    public async Task Publishes_SomeWithoutAQueue_ExactlyThoseAreUnroutable()
    {
        await using var connection = await (await fixture.AddBrokerAsync()).ConnectAsync("c", default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "fresnel.here" }, default);
        await connection.DeclareTopicAsync("fresnel.topic", default);
        await connection.BindAsync("fresnel.topic", "fresnel.here", "here", default);
        var publishing = Enumerable.Range(0, 900).Select(async i => (i % 3, await connection.PublishAsync(
            new Publication { Exchange = "fresnel.topic", RoutingKey = i % 3 == 0 ? "here" : "nowhere", Mandatory = i % 3 < 2 }, Limit, default)));
        Assert.All(await Task.WhenAll(publishing), static end =>
            Assert.Equal(end.Item1 == 1 ? PublishOutcome.Unroutable : PublishOutcome.Confirmed, end.Item2));
        Assert.Equal(300, (await connection.InspectAsync("fresnel.here", default)).Ready);
    }

    [Fact]
    public async Task Publish_ToAMissingExchange_HarmsNoOtherPublish()
    {
        await using var connection = await (await fixture.AddBrokerAsync()).ConnectAsync("c", default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "fresnel.here" }, default);
        for (var round = 0; round < 20; round++)
        {
            var good = connection.PublishAsync(new Publication { RoutingKey = "fresnel.here" }, Limit, default);
            var bad = await Assert.ThrowsAsync<BrokerException>(async () =>
                await connection.PublishAsync(new Publication { Exchange = "fresnel.missing", RoutingKey = "x" }, Limit, default));
            Assert.Equal(BrokerFault.NotFound, bad.Fault);
            Assert.Equal(PublishOutcome.Confirmed, await good);
        }

        await connection.DeclareTopicAsync("fresnel.missing", default);
        Assert.Equal(PublishOutcome.Confirmed, await connection.PublishAsync(new Publication { Exchange = "fresnel.missing", RoutingKey = "x" }, Limit, default));
    }

    [Fact]
    public async Task Publish_Cancelled_ThrowsAtOnce()
    {
        await using var connection = await (await fixture.AddBrokerAsync()).ConnectAsync("c", default);
        await fixture.Server.BlockAsync(true, default);
        try
        {
            using var cancelled = new CancellationTokenSource();
            var publishing = connection.PublishAsync(new Publication { RoutingKey = "fresnel.here" }, Limit, cancelled.Token).AsTask();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing.WaitAsync(Limit));
        }
        finally
        {
            await fixture.Server.BlockAsync(false, default);
        }
    }
}
