using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Tests.Broker;
using Fresnel.Simulation.Broker;
using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Tests;

/// <summary>The simulated broker, in fair weather unless told otherwise: every message takes as long as any other, and none is lost.</summary>
public sealed class SimulatedHarness : BrokerHarness
{
    private readonly Agenda agenda = new(1);
    private readonly SimulatedBroker server;
    private readonly SimulatedProcess process;
    private readonly Pump pump;

    public SimulatedHarness(TimeSpan? consumerTimeout = null)
        : this(new Weather { MostLatency = TimeSpan.FromMilliseconds(0.1), MostSync = TimeSpan.Zero }, consumerTimeout)
    {
    }

    internal SimulatedHarness(Weather weather, TimeSpan? consumerTimeout = null)
    {
        server = new SimulatedBroker(agenda, weather, new Trace(), consumerTimeout);
        process = new SimulatedProcess(agenda, "test");
        Broker = server.Seen(process, new Line(agenda, process, weather));
        pump = new Pump(agenda);
    }

    public override IBroker Broker { get; }

    public override TimeProvider Clock => process.Clock;

    public override Task PassAsync(TimeSpan span) => pump.PassAsync(span);

    public override Task SeverAsync(string connection)
    {
        server.Sever(connection);
        return Task.CompletedTask;
    }

    public override Task BlockAsync(bool blocked)
    {
        server.Block(blocked);
        return PassAsync(TimeSpan.FromMilliseconds(1));
    }

    public override async ValueTask DisposeAsync()
    {
        await pump.DisposeAsync();
        await server.DisposeAsync();
    }
}
