using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Tests.RabbitMq;

/// <summary>The shipped user (<c>deploy/rabbitmq/definitions.json</c>), with which the local broker is started.</summary>
[Collection(OneRabbitMq.Name)]
public sealed class PermissionTests(RabbitMqServer fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task User_CanDoWhatTheClusterDoes()
    {
        await using var connection = await RabbitMqServer.BrokerAt(fixture.Server.Uri).ConnectAsync("c", default);
        foreach (var queue in new[] { Topology.Baton(0), Topology.Commands(0), Topology.DeadLetters, Topology.Replies("a") })
        {
            await connection.DeclareQueueAsync(queue, default);
            Assert.Equal(PublishOutcome.Confirmed, await connection.PublishAsync(new Publication { RoutingKey = queue.Name, Mandatory = true }, Limit, default));
            var came = new TaskCompletionSource();
            await using var consumer = await connection.ConsumeAsync(queue.Name, new ConsumerOptions(1), _ => { came.TrySetResult(); return default; }, default);
            await came.Task.WaitAsync(Limit);
            await connection.DeleteQueueAsync(queue.Name, default);
        }

        await connection.DeclareTopicAsync(Topology.Notices, default);
        Assert.Equal(PublishOutcome.Confirmed, await connection.PublishAsync(new Publication { Exchange = Topology.Notices, RoutingKey = "a.b.c" }, Limit, default));
    }

    [Fact]
    public async Task User_CannotTouchWhatIsNotTheClusters()
    {
        await using var connection = await RabbitMqServer.BrokerAt(fixture.Server.Uri).ConnectAsync("c", default);
        var declared = await Assert.ThrowsAsync<BrokerException>(async () => await connection.DeclareQueueAsync(new QueueSpec { Name = "other" }, default));
        var published = await Assert.ThrowsAsync<BrokerException>(async () =>
            await connection.PublishAsync(new Publication { Exchange = "amq.topic", RoutingKey = "x" }, Limit, default));
        Assert.Equal((BrokerFault.Refused, BrokerFault.Refused), (declared.Fault, published.Fault));
        Assert.Contains("'other'", declared.Message, StringComparison.Ordinal);
        Assert.False(connection.Lost.IsCompleted);
    }
}
