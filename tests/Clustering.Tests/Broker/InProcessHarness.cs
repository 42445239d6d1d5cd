using Fresnel.Clustering.Broker;
using Fresnel.Clustering.InProcess;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Clustering.Tests.Broker;

public sealed class InProcessHarness : BrokerHarness, IStoppableBroker
{
    public FakeTimeProvider Time { get; } = new();

    public InProcessBroker InProcess { get; }

    public InProcessHarness(TimeSpan? consumerTimeout = null) => InProcess = new InProcessBroker(Time, consumerTimeout);

    public override IBroker Broker => InProcess;

    public override TimeProvider Clock => Time;

    public override Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        return Task.CompletedTask;
    }

    public override Task SeverAsync(string connection)
    {
        InProcess.Sever(connection);
        return Task.CompletedTask;
    }

    public override Task BlockAsync(bool blocked)
    {
        InProcess.Block(blocked);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        InProcess.Stop();
        return Task.CompletedTask;
    }

    public Task StartAsync()
    {
        InProcess.Restart();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => InProcess.DisposeAsync();
}
