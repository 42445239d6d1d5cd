using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Projections;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>
/// What must hold of a node's data after any fault (see <see cref="AuditCheck"/>). It knows the stores by their ports only:
/// a stopped node's folder is opened by <see cref="StoppedNode"/>.
/// </summary>
/// <param name="events">The journal; nothing may write to it meanwhile.</param>
/// <param name="entities">What else is kept of the entities.</param>
/// <param name="projections">The node's view of cameras, at most as far as the journal; brought up to its end.</param>
/// <param name="empty">An empty store, to be filled with the same view.</param>
/// <param name="observations">What was seen.</param>
/// <param name="codec">Of the events.</param>
internal sealed class JournalAudit(
    IEventSource events,
    IEntityAudit entities,
    IProjectionStore projections,
    IProjectionStore empty,
    IObservationStore observations,
    WireCodec codec)
{
    /// <summary>Every check of the data.</summary>
    /// <param name="ledger">What callers were answered.</param>
    /// <param name="report">Where findings go; a new one where null.</param>
    public async Task<AuditReport> RunAsync(CommandLedger ledger, AuditReport? report = null)
    {
        report ??= new AuditReport();
        var histories = await new StreamCheck(events, entities, report).RunAsync();
        await new ReplyCheck(entities, report).RunAsync(ledger, histories);
        await new CameraFoldCheck(entities, codec, report).RunAsync(histories);
        await new ProjectionCheck(events, codec, report).RunAsync(projections, empty);
        await new ObservationCheck(entities, observations, report).RunAsync(histories.Keys);
        return report;
    }
}
