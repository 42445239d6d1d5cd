using Fresnel.Journal.Events;
using Fresnel.Journal.Postgres;
using Fresnel.Journal.Tests.Events;
using Fresnel.Storage.Postgres;
using Fresnel.Tests.Servers;

namespace Fresnel.Journal.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresJournalCompliance(PostgresServer server) : JournalCompliance
{
    private string? address;
    private ClusterDatabase? database;

    protected override async Task<IJournal> OpenAsync()
    {
        address ??= await server.CreateDatabaseAsync();
        if (database is not null) await database.DisposeAsync();
        database = await PostgresTests.OpenAsync(address);
        return await PostgresJournal.OpenAsync(database, Shards, TimeProvider.System, None);
    }

    protected override async Task DeleteAsync()
    {
        await database!.DisposeAsync();
        await server.DropDatabaseAsync(address!);
    }
}
