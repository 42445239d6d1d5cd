using Fresnel.Cluster.Node.Hosting;
using Fresnel.Journal.Postgres;
using Fresnel.Storage.Postgres;
using Fresnel.Storage.Postgres.Observations;
using Fresnel.Storage.Projections;
using Fresnel.Tests.Servers;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>The same audit over the stores of a cluster.</summary>
public sealed class PostgresAuditTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private string address = null!;
    private ClusterDatabase database = null!;
    private PostgresJournal journal = null!;
    private SampleData sample = null!;
    private string folder = null!;

    public async Task InitializeAsync()
    {
        address = await server.CreateDatabaseAsync();
        if (!DatabaseAddress.TryParse(address, out var parsed, out var problem)) throw new InvalidOperationException(problem);
        database = await ClusterDatabase.OpenAsync(parsed, TimeProvider.System, default);
        journal = await PostgresJournal.OpenAsync(database, null, TimeProvider.System, default);
        folder = Directory.CreateTempSubdirectory("fresnel-audit-").FullName;
        sample = await SampleData.CreateAsync(journal, new PostgresObservationStore(database), Path.Combine(folder, "projections.db"));
    }

    public async Task DisposeAsync()
    {
        await journal.DisposeAsync();
        await database.DisposeAsync();
        await server.DropDatabaseAsync(address);
        sample.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Audit_OfWhatWasWrittenRightly_FindsNothingAndLookedAtEverything()
    {
        var report = await AuditAsync();

        report.AssertClean("an undamaged database");
        Assert.Equal((4, 1, 4, 2, 15), (report.Events, report.Streams, report.Commands, report.Documents, report.Observations));
    }

    [Theory]
    [InlineData("DELETE FROM command WHERE command_id = 'disable:c'", AuditCheck.Replies)]
    [InlineData("UPDATE command SET reply = replace(reply, 'true', 'false') WHERE command_id = 'disable:c'", AuditCheck.Replies)]
    [InlineData("DELETE FROM event WHERE seq = 4", AuditCheck.Streams)]
    [InlineData("DELETE FROM event WHERE seq = 2", AuditCheck.Streams)]
    [InlineData("UPDATE event SET data = replace(data, 'Yard', 'Yarn') WHERE seq = 3", AuditCheck.Streams)]
    [InlineData("UPDATE shard SET epoch = 1", AuditCheck.Streams)]
    [InlineData("DELETE FROM observation_epoch WHERE epoch = 2", AuditCheck.Observations)]
    [InlineData("UPDATE observation SET epoch = 7 WHERE epoch = 2", AuditCheck.Observations)]
    internal async Task Audit_OfADamagedDatabase_NamesIt(string damage, AuditCheck check)
    {
        await PostgresServer.ExecuteAsync(new Uri(address), damage);

        Assert.Contains((await AuditAsync()).Findings, finding => finding.Check == check);
    }

    private async Task<AuditReport> AuditAsync()
    {
        await using var projections = SqliteProjectionStore.Open(Path.Combine(folder, "projections.db"));
        await using var empty = SqliteProjectionStore.Open(Path.Combine(folder, "empty.db"));
        return await JournalEntityAudit.Over(journal, projections, empty, new PostgresObservationStore(database), NodeStores.Codec()).RunAsync(sample.Ledger);
    }
}
