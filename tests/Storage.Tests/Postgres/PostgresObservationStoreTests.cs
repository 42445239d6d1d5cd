using Fresnel.Storage.Observations;
using Fresnel.Storage.Postgres;
using Fresnel.Storage.Postgres.Observations;
using Fresnel.Storage.Tests.Observations;
using Fresnel.Tests.Servers;

namespace Fresnel.Storage.Tests.Postgres;

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
        await StorageTables.PrepareAsync(database, default);
        return new PostgresObservationStore(database);
    }

    protected override async Task DeleteAsync()
    {
        await database!.DisposeAsync();
        await server.DropDatabaseAsync(address!);
    }
}
