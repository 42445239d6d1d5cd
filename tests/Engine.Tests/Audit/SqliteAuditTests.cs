using Fresnel.Engine.Audit;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;
using Fresnel.Engine.Reports;
using Fresnel.Engine.Scenarios;
using Fresnel.Entities.Persistence;
using Fresnel.Messages.Entities;
using Microsoft.Data.Sqlite;

namespace Fresnel.Engine.Tests.Audit;

/// <summary>
/// The whole path on SQLite: an embedded process is killed under load and started again; the audit of its file finds nothing, until the
/// file is damaged.
/// </summary>
public sealed class SqliteAuditTests : IAsyncLifetime, IDisposable
{
    private const int Entities = 8;

    private readonly RunFolder folder = new();
    private readonly Ledger ledger = new();
    private readonly List<EntityAnswer> views = [];

    private string File => Path.Combine(folder.Folder("data"), HostOptions.JournalFile);

    public async Task InitializeAsync()
    {
        var run = new ScenarioRun(new ScenarioOptions(), new ScenarioReport("embedded"), folder, TextWriter.Null);
        await using var client = HostClient.Open("embedded", folder.File("embedded.sock"), TimeProvider.System);
        var plan = new LoadPlan { Entities = Entities, Pause = TimeSpan.FromMilliseconds(5) };
        await using var load = CounterLoad.Start(plan, new GatewayChoice(() => [client]), ledger, run.Clock);
        await using (await EmbeddedHost.StartAsync(run, folder.Folder("data"), default)) await WaitAsync(200); // disposing of it kills it
        await using var host = await EmbeddedHost.StartAsync(run, folder.Folder("data"), default);
        await WaitAsync(400);
        await load.StopAsync(TimeSpan.FromSeconds(30));
        foreach (var entity in load.Entities)
            views.Add((await host.Connection.AskAsync(new HostRequest("", HostOperation.Query, entity), default)).Answer!);
        await host.StopAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Audit_OfAnEmbeddedProcessThatWasKilled_FindsNothingUntilItsFileIsDamaged()
    {
        var report = await AuditAsync();
        Assert.True(report.IsClean, report.Explain());
        Assert.True(report is { Entities: Entities, Listed: Entities, Commands: >= 300, Unchanged: > 0 }
            && report.Activations >= 2 * Entities, report.ToString());

        (string Damage, AuditCheck Check)[] damages =
        [
            (
                """
                UPDATE entity_journal SET message = CAST(replace(CAST(message AS TEXT), '"n":', '"n":1') AS BLOB)
                WHERE ordering = (SELECT max(ordering) FROM entity_journal WHERE manifest = 'counter.added/1')
                """,
                AuditCheck.Effects),
            ("UPDATE entity_journal SET identifier = 1 WHERE ordering = 1", AuditCheck.Rows),
            ("DELETE FROM entity_journal WHERE sequence_number = 5 AND persistence_id = 'counter/c0'", AuditCheck.Sequences),
            (
                """
                DELETE FROM entity_journal WHERE ordering = (
                    SELECT max(ordering) FROM entity_journal WHERE persistence_id = 'counter/c1' AND manifest <> 'entity.activated/1')
                """,
                AuditCheck.Answers),
        ];
        foreach (var (damage, check) in damages)
        {
            await ExecuteAsync(damage);
            Assert.Contains((await AuditAsync()).Findings, finding => finding.Check == check);
        }
    }

    private Task WaitAsync(int answers) =>
        Wait.UntilAsync(() => ledger.Finals >= answers && ledger.Newest.Count == Entities, $"{answers} commands are answered");

    private async Task<AuditReport> AuditAsync()
    {
        var store = JournalStore.OfSqlite(File);
        var catalogue = await CatalogueReader.ReadAsync(EntityStoreOptions.ForSqlite(File), default);
        return EngineAudit.Run(new AuditMaterial(await store.ReadJournalAsync(default), await store.ReadSnapshotsAsync(
            default), ledger.Commands, ledger.Attempts, views, catalogue));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync() > 0, sql);
    }
}
