using Fresnel.Journal.Events;
using Fresnel.Journal.Observations;
using Fresnel.Journal.Projections;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>
/// What must hold of a node's data after any fault (see <see cref="AuditCheck"/>). It knows the stores by their ports only:
/// a stopped node's folder is opened by <see cref="StoppedNode"/>.
/// </summary>
/// <param name="journal">The journal; nothing may write to it meanwhile.</param>
/// <param name="projections">The node's view of cameras, at most as far as the journal; brought up to its end.</param>
/// <param name="empty">An empty store, to be filled with the same view.</param>
/// <param name="observations">What was seen.</param>
/// <param name="codec">Of everything in them.</param>
internal sealed class JournalAudit(IJournal journal, IProjectionStore projections, IProjectionStore empty, IObservationStore observations, IMessageCodec codec)
{
    /// <summary>Every check of the data.</summary>
    /// <param name="ledger">What callers were answered.</param>
    /// <param name="report">Where findings go; a new one where null.</param>
    public async Task<AuditReport> RunAsync(CommandLedger ledger, AuditReport? report = null)
    {
        report ??= new AuditReport();
        var streams = await new StreamCheck(journal, report).RunAsync();
        await new ReplyCheck(journal, codec, report).RunAsync(ledger, streams);
        await new CameraFoldCheck(journal, codec, report).RunAsync(streams);
        await new ProjectionCheck(journal, codec, report).RunAsync(projections, empty);
        await new ObservationCheck(journal, observations, report).RunAsync(streams.Keys);
        return report;
    }
}
