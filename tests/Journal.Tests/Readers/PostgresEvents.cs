using Fresnel.Journal.Postgres;
using Fresnel.Journal.Tests.Events;
using Fresnel.Journal.Tests.Postgres;
using Fresnel.Tests.Events;
using Fresnel.Tests.Servers;

namespace Fresnel.Journal.Tests.Readers;

/// <summary>Makes empty journals in PostgreSQL.</summary>
internal static class PostgresEvents
{
    public static async Task<IWritableEvents> OpenAsync(PostgresServer server)
    {
        var address = await server.CreateDatabaseAsync();
        var database = await PostgresTests.OpenAsync(address);
        var journal = await PostgresJournal.OpenAsync(database, null, TimeProvider.System, default);
        return new JournalEvents(
            journal,
            async () => await journal.ChangeDataEpochAsync(default),
            async () => await PostgresServer.ExecuteAsync(
                new Uri(address), "SELECT nextval(pg_get_serial_sequence('event', 'position')), pg_current_xact_id() FROM generate_series(1, 10)"),
            async () =>
            {
                await database.DisposeAsync();
                await server.DropDatabaseAsync(address);
            });
    }
}
