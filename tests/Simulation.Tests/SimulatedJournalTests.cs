using Fresnel.Journal.Events;
using Fresnel.Journal.Tests.Events;
using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Journal;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Tests;

public sealed class SimulatedJournalTests : JournalCompliance
{
    private readonly Agenda agenda = new(1);
    private SimulatedDatabase? database;
    private Pump? pump;

    protected override Task<IJournal> OpenAsync()
    {
        var weather = new Weather { MostLatency = TimeSpan.FromMilliseconds(0.1), MostSync = TimeSpan.Zero };
        database ??= new SimulatedDatabase(agenda, weather, new Trace(), Shards);
        pump ??= new Pump(agenda);
        return Task.FromResult<IJournal>(new SimulatedJournal(database, new Line(agenda, new SimulatedProcess(agenda, "test"), weather)));
    }

    protected override async Task DeleteAsync() => await pump!.DisposeAsync();
}
