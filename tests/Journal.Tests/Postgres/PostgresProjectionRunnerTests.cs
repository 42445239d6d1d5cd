using Fresnel.Journal.Events;
using Fresnel.Journal.Postgres;
using Fresnel.Journal.Tests.Projections;
using Fresnel.Tests.Servers;

namespace Fresnel.Journal.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresProjectionRunnerTests(PostgresServer server) : ProjectionRunnerCompliance
{
    private string address = null!;
    private ClusterDatabase database = null!;
    private PostgresJournal journal = null!;

    protected override async Task<IJournal> OpenAsync()
    {
        address = await server.CreateDatabaseAsync();
        database = await PostgresTests.OpenAsync(address);
        return journal = await PostgresJournal.OpenAsync(database, null, TimeProvider.System, default);
    }

    protected override async Task RestoreAsync() => await journal.ChangeDataEpochAsync(default);

    protected override Task LeaveGapAsync() =>
        PostgresServer.ExecuteAsync(new Uri(address), "SELECT nextval(pg_get_serial_sequence('event', 'position')), pg_current_xact_id() FROM generate_series(1, 10)");

    protected override async Task DeleteAsync()
    {
        await database.DisposeAsync();
        await server.DropDatabaseAsync(address);
    }
}
