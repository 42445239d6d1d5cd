using Fresnel.Engine.Audit;
using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;
using Fresnel.Entities.Persistence;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Scenarios;

/// <summary>The end of every scenario: the load is stopped, the last views are asked for, the journal is audited.</summary>
internal static class Closing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int QueriesAtOnce = 32;

    /// <summary>Closes a run and reports what its callers had and what the audit found.</summary>
    /// <param name="loaded">The cluster, in which every entity can answer.</param>
    /// <param name="mayFail">Whether commands may fail within their deadline without a row being missed.</param>
    /// <param name="frozen">Which attempts were with a process that was frozen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AuditReport> CloseAsync(
        LoadedCluster loaded, bool mayFail, Func<Attempt, bool>? frozen, CancellationToken cancellationToken)
    {
        await loaded.Load.StopAsync(Patience);
        var (run, ledger) = (loaded.Run, loaded.Ledger);
        var figures = CallFigures.Of(ledger.Commands, ledger.Attempts, loaded.Deadline, run.Clock.Now, frozen);
        var views = await QueryAsync(loaded.Cluster, loaded.Load.Entities, cancellationToken);
        var audit = await AuditAsync(loaded.Cluster, ledger, views, cancellationToken);
        run.Audits.Add(audit);
        run.Report.Add("commands acknowledged", $"{figures.Answered} of {figures.Commands}, longest {figures.Longest.TotalSeconds:0.00} s");
        if (mayFail) run.Report.Add($"commands not answered within {loaded.Deadline.TotalSeconds:0} s", $"{figures.Failed}");
        else run.Report.AddCount($"commands not answered within {loaded.Deadline.TotalSeconds:0} s", figures.Failed);
        run.Report.AddTime("latest answer after its deadline", figures.Overrun.TotalSeconds, 0.5);
        if (figures.Faults > 0) run.Report.AddCount("faults in place of answers", figures.Faults);
        run.Report.AddCount("audit findings", audit.Findings.Count);
        run.Report.Note($"audit: {audit}");
        if (!audit.IsClean) run.Report.Note(audit.Explain());
        return audit;
    }

    /// <summary>Audits a cluster that writes no more.</summary>
    public static async Task<AuditReport> AuditAsync(
        EngineCluster cluster, Ledger ledger, IReadOnlyList<EntityAnswer> views, CancellationToken cancellationToken)
    {
        var store = JournalStore.OfPostgres(cluster.Database.ConnectionString);
        var rows = await store.ReadJournalAsync(cancellationToken);
        var snapshots = await store.ReadSnapshotsAsync(cancellationToken);
        var catalogue = await CatalogueReader.ReadAsync(
            EntityStoreOptions.ForPostgres(cluster.Database.ConnectionString), cancellationToken);
        return EngineAudit.Run(new AuditMaterial(rows, snapshots, ledger.Commands, ledger.Attempts, views, catalogue));
    }

    /// <summary>Asks entities for their views, a few at a time.</summary>
    public static async Task<IReadOnlyList<EntityAnswer>> QueryAsync(
        EngineCluster cluster, IReadOnlyList<EntityId> entities, CancellationToken cancellationToken)
    {
        var answers = new EntityAnswer[entities.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = QueriesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0, entities.Count, options, async (i, cancel) => answers[i] = await QueryAsync(cluster, entities[i], cancel));
        return answers;
    }

    private static async Task<EntityAnswer> QueryAsync(EngineCluster cluster, EntityId entity, CancellationToken cancellationToken)
    {
        try
        {
            if (cluster.Gateways.Next(null) is { } gateway)
            {
                var request = new HostRequest("", HostOperation.Query, entity, DeadlineMs: (int)Patience.TotalMilliseconds);
                if ((await gateway.AskAsync(request, cancellationToken)).Answer is { } answer) return answer;
            }
        }
        catch (HostGoneException)
        {
            // As without a process.
        }

        return new EntityAnswer(entity, "", AnswerStatus.Unavailable, AnswerCodes.DeadlinePassed);
    }
}
