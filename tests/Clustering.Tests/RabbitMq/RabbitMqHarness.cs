using System.Collections.Concurrent;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.RabbitMq;
using Fresnel.Clustering.Tests.Broker;
using Fresnel.LocalCluster.RabbitMq;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Clustering.Tests.RabbitMq;

/// <summary>A virtual host of a real broker. The broker lives in real time; the nodes on it may live on a clock of their own.</summary>
public sealed class RabbitMqHarness : BrokerHarness, IStoppableBroker
{
    private readonly LocalRabbitMq server;
    private readonly Recorder recorder;
    private readonly FakeTimeProvider? clock;
    private bool blocked;

    /// <param name="server">The broker.</param>
    /// <param name="broker">One of its virtual hosts.</param>
    /// <param name="clock">The clock of the nodes; null for the real one, by which the tests then wait too.</param>
    public RabbitMqHarness(LocalRabbitMq server, RabbitMqBroker broker, FakeTimeProvider? clock)
    {
        this.server = server;
        this.clock = clock;
        recorder = new Recorder(broker);
    }

    public override IBroker Broker => recorder;

    public override TimeProvider Clock => clock ?? TimeProvider.System;

    public override async Task PassAsync(TimeSpan span)
    {
        if (clock is null) await Task.Delay(span);
        else clock.Advance(span);
    }

    public override Task SeverAsync(string connection)
    {
        foreach (var (name, opened) in recorder.Opened)
        {
            if (name == connection) opened.Cut();
        }

        return Task.CompletedTask;
    }

    public override async Task BlockAsync(bool blocked)
    {
        await server.BlockAsync(blocked, default);
        this.blocked = blocked;
    }

    public Task StopAsync() => server.StopAsync(default);

    public Task StartAsync() => server.StartAsync(default);

    public override async ValueTask DisposeAsync()
    {
        if (blocked) await BlockAsync(false);
        foreach (var (_, opened) in recorder.Opened) await opened.DisposeAsync();
    }

    private sealed class Recorder(RabbitMqBroker broker) : IBroker
    {
        public ConcurrentQueue<(string Name, RabbitMqConnection Connection)> Opened { get; } = new();

        public async ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken)
        {
            var connection = await broker.ConnectAsync(name, cancellationToken);
            Opened.Enqueue((name, (RabbitMqConnection)connection));
            return connection;
        }
    }
}
