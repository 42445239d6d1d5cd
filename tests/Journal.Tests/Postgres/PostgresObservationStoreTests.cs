using Fresnel.Journal.Observations;
using Fresnel.Journal.Postgres;
using Fresnel.Journal.Postgres.Observations;
using Fresnel.Journal.Tests.Observations;
using Fresnel.Tests.Servers;

namespace Fresnel.Journal.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresObservationStoreTests(PostgresServer server) : ObservationStoreCompliance
{
    private string? address;
    private ClusterDatabase? database;

    protected override async Task<IObservationStore> OpenAsync()
    {
        address ??= await server.CreateDatabaseAsync();
        if (database is not null) await database.DisposeAsync();
        database = await PostgresTests.OpenAsync(address);
        await using (await PostgresJournal.OpenAsync(database, null, TimeProvider.System, default))
        {
            return new PostgresObservationStore(database);
        }
    }

    protected override async Task DeleteAsync()
    {
        await database!.DisposeAsync();
        await server.DropDatabaseAsync(address!);
    }
}
