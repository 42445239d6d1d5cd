using Fresnel.Journal.Postgres;
using Fresnel.Storage.Postgres;
using Fresnel.Storage.Postgres.Observations;
using Fresnel.Tests.Servers;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>Two nodes of a cluster: RabbitMQ and PostgreSQL.</summary>
public sealed class ClusterDeliveryTests(RabbitMqServer rabbit, PostgresServer postgres, ITestOutputHelper output)
    : DeliveryTests(output), IClassFixture<RabbitMqServer>, IClassFixture<PostgresServer>
{
    protected override string[] Nodes => ["node-1", "node-2"];

    private protected override async Task<DeliveryWorld> OpenAsync(string folder)
    {
        if (!DatabaseAddress.TryParse(await postgres.CreateDatabaseAsync(), out var address, out var problem)) throw new InvalidOperationException(problem);
        var database = await ClusterDatabase.OpenAsync(address, TimeProvider.System, default);
        var observations = new PostgresObservationStore(database);
        var journal = await PostgresJournal.OpenAsync(database, Shards, TimeProvider.System, default);
        return new DeliveryWorld(await rabbit.AddBrokerAsync(), journal, observations, observations, database);
    }
}
