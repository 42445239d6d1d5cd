using Fresnel.Cluster.Node.Hosting;
using Fresnel.Journal.Events;
using Fresnel.Journal.Sqlite;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Projections;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>The databases of a node that does not run, opened as a copy: an audit changes nothing.</summary>
internal sealed class StoppedNode : IAsyncDisposable
{
    private const int Shards = 64;

    private readonly string copy;
    private readonly SqliteProjectionStore projections;
    private readonly SqliteProjectionStore empty;
    private readonly SqliteObservationStore observations;

    private StoppedNode(string copy)
    {
        this.copy = copy;
        Journal = SqliteJournal.Open(Path.Combine(copy, "journal.db"), Shards);
        projections = SqliteProjectionStore.Open(Path.Combine(copy, "projections.db"));
        empty = SqliteProjectionStore.Open(Path.Combine(copy, "empty.db"));
        observations = SqliteObservationStore.Open(Path.Combine(copy, "observations.db"));
    }

    /// <summary>The copy of the journal.</summary>
    public IJournal Journal { get; }

    /// <summary>Audits a data folder.</summary>
    /// <param name="data">The folder; its lock is held meanwhile, so that no node runs on it.</param>
    /// <param name="ledger">What callers were answered.</param>
    /// <param name="marker">The mark of the node that ran last, where its children are to be looked for.</param>
    public static async Task<AuditReport> AuditAsync(string data, CommandLedger ledger, string? marker = null)
    {
        var report = new AuditReport();
        await using var node = Open(data);
        await JournalEntityAudit.Over(node.Journal, node.projections, node.empty, node.observations, NodeStores.Codec()).RunAsync(ledger, report);
        if (marker is not null) await ProcessCheck.RunAsync(marker, report);
        return report;
    }

    /// <summary>Opens a copy.</summary>
    public static StoppedNode Open(string data)
    {
        var copy = Directory.CreateTempSubdirectory("fresnel-audit-").FullName;
        using (var folder = DataFolder.Open(data))
        {
            foreach (var file in new[] { folder.JournalFile, folder.ProjectionsFile, folder.ObservationsFile })
            {
                // The index of the log (-shm) is made anew from it.
                foreach (var part in new[] { file, $"{file}-wal" })
                {
                    if (File.Exists(part)) File.Copy(part, Path.Combine(copy, Path.GetFileName(part)));
                }
            }
        }

        return new StoppedNode(copy);
    }

    public async ValueTask DisposeAsync()
    {
        await observations.DisposeAsync();
        await empty.DisposeAsync();
        await projections.DisposeAsync();
        await Journal.DisposeAsync();
        Directory.Delete(copy, recursive: true);
    }
}
