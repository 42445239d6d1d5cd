using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Tests.Broker;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.LocalCluster.Processes;
using Fresnel.LocalCluster.RabbitMq;

namespace Fresnel.Clustering.Tests.RabbitMq;

/// <summary>What happens to connections when the broker dies, hangs or throws them out.</summary>
public sealed class LossTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fresnel-rabbitmq-");
    private LocalRabbitMq server = null!;
    private IBrokerConnection connection = null!;

    public async Task InitializeAsync()
    {
        server = await LocalRabbitMq.StartAsync(folder.FullName, ServerLifetime.WithStarter, default);
        connection = await ConnectAsync("lossy");
        await connection.DeclareQueueAsync(new QueueSpec { Name = "fresnel.durable" }, default);
        await connection.DeclareQueueAsync(new QueueSpec { Name = "fresnel.transient", Kind = QueueKind.Transient }, default);
    }

    public async Task DisposeAsync()
    {
        await connection.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Broker_KilledAndStartedAgain_NoPublishHangsAndWhatWasConfirmedIsThere()
    {
        var inbox = await Inbox.OpenAsync(connection, "fresnel.transient");
        var confirmed = 0;
        var publishers = Enumerable.Range(0, 20).Select(async _ =>
        {
            while (true)
            {
                try
                {
                    await connection.PublishAsync(new Publication { RoutingKey = "fresnel.durable" }, TimeSpan.FromSeconds(5), default);
                    Interlocked.Increment(ref confirmed);
                }
                catch (BrokerException fault)
                {
                    return fault.Fault;
                }
            }
        }).ToArray();
        await Eventually.TrueAsync("200 are confirmed", () => Volatile.Read(ref confirmed) >= 200);

        // A quorum queue that is younger than half a second is known to nobody after a kill (Ra saves its directory that late).
        await server.EvaluateAsync("[dets:sync(Table) || Table <- dets:all()].", default);
        await server.KillAsync(default);

        var faults = await Task.WhenAll(publishers).WaitAsync(Limit);
        Assert.All(faults, static fault => Assert.Equal(BrokerFault.Lost, fault));
        await connection.Lost.WaitAsync(Limit);
        await inbox.Consumer.Lost.WaitAsync(Limit);
        var refused = await Assert.ThrowsAsync<BrokerException>(() => ConnectAsync("too early"));
        Assert.Equal(BrokerFault.Lost, refused.Fault);

        await server.StartAsync(default);
        await using var again = await ConnectAsync("again");

        // The queue reads its log after the port is open; until then it shows nothing, or only some of it.
        var ready = 0L;
        await Eventually.TrueAsync("every confirmed message is there", () => ready >= confirmed, async () => ready = (await again.InspectAsync("fresnel.durable", default)).Ready);
        Assert.InRange(ready, confirmed, confirmed + publishers.Length);
        var gone = await Assert.ThrowsAsync<BrokerException>(async () => await again.InspectAsync("fresnel.transient", default));
        Assert.Equal(BrokerFault.NotFound, gone.Fault);
        Assert.Equal(PublishOutcome.Confirmed, await again.PublishAsync(new Publication { RoutingKey = "fresnel.durable" }, Limit, default));
    }

    [Fact]
    public async Task Broker_Frozen_EveryCallEndsAtItsLimitAndTheConnectionIsGivenUp()
    {
        server.Freeze();
        try
        {
            // Far more than the network takes by itself: what was not sent was surely not taken.
            var body = new byte[1_000_000];
            var publishes = Enumerable.Range(0, 100).Select(async _ =>
                (await Assert.ThrowsAsync<BrokerException>(async () =>
                    await connection.PublishAsync(new Publication { RoutingKey = "fresnel.durable", Body = body }, TimeSpan.FromSeconds(1), default))).Fault);
            var faults = await Task.WhenAll(publishes).WaitAsync(Limit);
            Assert.All(faults, static fault => Assert.Equal(BrokerFault.Blocked, fault));
            var looking = connection.InspectAsync("fresnel.durable", default).AsTask();
            await connection.Lost.WaitAsync(Limit);
            Assert.Contains((await Assert.ThrowsAsync<BrokerException>(() => looking.WaitAsync(Limit))).Fault, (BrokerFault[])[BrokerFault.Timeout, BrokerFault.Lost]);
            await connection.DisposeAsync().AsTask().WaitAsync(Limit);
        }
        finally
        {
            server.Thaw();
        }

        await using var again = await ConnectAsync("again");
        Assert.Equal(0, (await again.InspectAsync("fresnel.durable", default)).Ready);
    }

    [Fact]
    public async Task Connection_ThrownOut_SaysWhy()
    {
        await server.CloseConnectionsAsync("lossy", default);
        Assert.Contains("CONNECTION_FORCED", await connection.Lost.WaitAsync(Limit), StringComparison.Ordinal);
        await using var again = await ConnectAsync("again");
        Assert.Equal(0, (await again.InspectAsync("fresnel.durable", default)).Ready);
    }

    [Fact]
    public async Task Delivery_UnsettledBeyondTheConsumerTimeout_ConsumerIsLostAndNoOther()
    {
        // Channels that are opened from now on look every second instead of every minute.
        await server.EvaluateAsync("application:set_env(rabbit, consumer_timeout, 1000), application:set_env(rabbit, channel_tick_interval, 1000).", default);
        await using var other = await ConnectAsync("other");
        await other.DeclareQueueAsync(new QueueSpec { Name = "fresnel.one" }, default);
        await other.DeclareQueueAsync(new QueueSpec { Name = "fresnel.two" }, default);
        var (one, two) = (await Inbox.OpenAsync(other, "fresnel.one"), await Inbox.OpenAsync(other, "fresnel.two"));
        await other.PublishAsync(new Publication { RoutingKey = "fresnel.one" }, Limit, default);
        await one.NextAsync();
        Assert.Contains("PRECONDITION_FAILED", await one.Consumer.Lost.WaitAsync(TimeSpan.FromMinutes(3)), StringComparison.Ordinal);
        Assert.False(two.Consumer.Lost.IsCompleted);
        var back = 0L;
        await Eventually.TrueAsync("what was not settled is back in its queue", () => back == 1, async () => back = (await other.InspectAsync("fresnel.one", default)).Ready);
    }

    private async Task<IBrokerConnection> ConnectAsync(string name) => await RabbitMqServer.BrokerAt(server.Uri).ConnectAsync(name, default);
}
