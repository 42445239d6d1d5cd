using System.Diagnostics;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.RabbitMq;
using Xunit.Abstractions;

namespace Fresnel.Clustering.Tests.RabbitMq;

/// <summary>Figures of this machine, for people; the tests pass at any speed.</summary>
[Collection(OneRabbitMq.Name)]
public sealed class FigureTests(RabbitMqServer fixture, ITestOutputHelper output)
{
    private const int Shards = 64;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Node_StartsItsQueuesAndConsumers_AndAnotherTakesItsBatons()
    {
        var broker = await fixture.AddBrokerAsync();
        await using var one = await broker.ConnectAsync("one", default);
        await using var two = await broker.ConnectAsync("two", default);
        await TellAsync($"declare {2 * Shards} new quorum queues", () => DeclareAsync(one));
        await TellAsync($"declare {2 * Shards} quorum queues that exist", () => DeclareAsync(two));
        await TellAsync($"look at {2 * Shards} quorum queues", () => Task.WhenAll(Queues().Select(q => two.InspectAsync(q.Name, default).AsTask())));

        var (first, second) = (new Holder(), new Holder());
        await TellAsync($"start {2 * Shards} consumers", () => first.StartAsync(one, priority: 2));
        await second.StartAsync(two, priority: 1);
        for (var shard = 0; shard < Shards; shard++) await one.PublishAsync(new Publication { RoutingKey = Topology.Baton(shard).Name }, Limit, default);
        await first.HoldsAllAsync();
        await TellAsync($"take over {Shards} batons of a socket that closed", () =>
        {
            ((RabbitMqConnection)one).Cut();
            return second.HoldsAllAsync();
        });
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(16, 4_000)]
    [InlineData(256, 20_000)]
    public async Task Publishing_Confirmed_ByQuorumQueues(int outstanding, int messages)
    {
        await using var connection = await (await fixture.AddBrokerAsync()).ConnectAsync("c", default);
        for (var q = 0; q < 4; q++) await connection.DeclareQueueAsync(new QueueSpec { Name = $"fresnel.q{q}", MaxLength = 1_000 }, default);
        var body = new byte[500];
        var spans = new double[messages];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, outstanding).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < messages)
            {
                var began = Stopwatch.GetTimestamp();
                await connection.PublishAsync(new Publication { RoutingKey = $"fresnel.q{i % 4}", Body = body, Mandatory = true }, Limit, default);
                spans[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }));
        var all = Stopwatch.GetElapsedTime(start);
        Array.Sort(spans);
        output.WriteLine($"{outstanding} outstanding: {messages / all.TotalSeconds:0} confirmed/s, p50 {spans[messages / 2]:0.00} ms, p99 {spans[messages * 99 / 100]:0.00} ms");
    }

    private static IEnumerable<QueueSpec> Queues() => Enumerable.Range(0, Shards).SelectMany(shard => new[] { Topology.Baton(shard), Topology.Commands(shard) });

    private static Task DeclareAsync(IBrokerConnection connection) => Task.WhenAll(Queues().Select(queue => connection.DeclareQueueAsync(queue, default).AsTask()));

    private async Task TellAsync(string what, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work().WaitAsync(Limit);
        output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
    }

    /// <summary>Holds batons as a node does.</summary>
    private sealed class Holder
    {
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int held;

        public Task HoldsAllAsync() => all.Task;

        public Task<IBrokerConsumer[]> StartAsync(IBrokerConnection connection, int priority) => Task.WhenAll(Queues().Select(queue =>
            connection.ConsumeAsync(queue.Name, new ConsumerOptions(1, priority), Hold, default).AsTask()));

        private ValueTask Hold(Delivery delivery)
        {
            if (Interlocked.Increment(ref held) == Shards) all.TrySetResult();
            return default;
        }
    }
}
