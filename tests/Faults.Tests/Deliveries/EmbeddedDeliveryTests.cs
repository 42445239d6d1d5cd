using Fresnel.Clustering.InProcess;
using Fresnel.Journal.Sqlite;
using Fresnel.Storage.Observations;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>The embedded node: broker and journal of its own.</summary>
public sealed class EmbeddedDeliveryTests(ITestOutputHelper output) : DeliveryTests(output)
{
    protected override string[] Nodes => ["node-1"];

    private protected override Task<DeliveryWorld> OpenAsync(string folder)
    {
        var broker = new InProcessBroker(TimeProvider.System);
        var observations = SqliteObservationStore.Open($"{folder}.observations");
        return Task.FromResult(new DeliveryWorld(broker, SqliteJournal.Open($"{folder}.db", Shards), observations, observations, broker));
    }
}
