using Fresnel.Cluster.Node.Hosting;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Faults.Tests.Load;
using Fresnel.Journal.Postgres;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Postgres;
using Fresnel.Storage.Postgres.Observations;
using Fresnel.Storage.Projections;

namespace Fresnel.Cluster.Faults.Tests.Support;

/// <summary>I1 to I6 of a whole cluster: at rest first, then with every node stopped, against the one journal.</summary>
internal static class ClusterAudit
{
    /// <summary>Ends the load, waits for rest, stops the nodes in good order, and checks everything.</summary>
    public static async Task<AuditReport> RunAsync(RealCluster cluster, CameraLoad load, Cameras.ClusterCameras? cameras)
    {
        await load.FinishAsync();
        await ClusterState.SettledAsync(cluster);
        if (cameras is not null)
        {
            await cameras.AnalysingAsync(cluster.Members[0].Client, TimeProvider.System.GetUtcNow());
            await cameras.RunOnceEachAsync();
        }

        await Task.WhenAll(cluster.Members.Select(member => member.LeaveAsync()));
        var report = new AuditReport();
        foreach (var member in cluster.Members) await AuditAsync(cluster, member, load.Ledger, report);
        foreach (var marker in cluster.Members.SelectMany(member => member.Markers)) await ProcessCheck.RunAsync(marker, report);
        return report;
    }

    private static async Task AuditAsync(RealCluster cluster, Member member, CommandLedger ledger, AuditReport report)
    {
        await using var database = await ClusterDatabase.OpenAsync(Address(cluster), TimeProvider.System, CancellationToken.None);
        await using var journal = await PostgresJournal.OpenAsync(database, ClusterState.Shards, TimeProvider.System, CancellationToken.None);
        await using var observations = new PostgresObservationStore(database);
        using var folder = DataFolder.Open(member.Data);
        await using var projections = SqliteProjectionStore.Open(folder.ProjectionsFile);
        await using var empty = SqliteProjectionStore.Open(Path.Combine(cluster.Folder, $"{member.Name}-empty.db"));
        await JournalEntityAudit.Over(journal, projections, empty, observations, NodeStores.Codec()).RunAsync(ledger, report);
    }

    private static DatabaseAddress Address(RealCluster cluster) =>
        DatabaseAddress.TryParse(cluster.DatabaseUri.AbsoluteUri, out var address, out var problem) ? address : throw new InvalidOperationException(problem);
}
