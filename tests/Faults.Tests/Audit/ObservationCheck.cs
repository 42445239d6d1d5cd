using Fresnel.Messages;
using Fresnel.Storage;
using Fresnel.Storage.Observations;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>What was seen can be read from first to last, in order, and nothing shows that a later owner's epoch superseded.</summary>
internal sealed class ObservationCheck(IEntityAudit entities, IObservationStore observations, AuditReport report)
{
    private const int PageSize = 1000;

    public async Task RunAsync(IEnumerable<EntityId> all)
    {
        foreach (var entity in all)
        {
            if (await entities.FindHeadAsync(entity, CancellationToken.None) is { } head) await CheckAsync(entity, head.Activation);
        }
    }

    private async Task CheckAsync(EntityId entity, long newest)
    {
        var from = DateTimeOffset.MinValue;
        long epoch = 0;
        while (true)
        {
            var page = await observations.ReadAsync(new ObservationQuery(entity, from, DateTimeOffset.MaxValue) { Order = ReadOrder.OldestFirst, Limit = PageSize }, CancellationToken.None);
            foreach (var seen in page)
            {
                if (seen.Epoch < epoch) report.Add(AuditCheck.Observations, $"{entity}: epoch {seen.Epoch} shows at {seen.At:O}, after {epoch}.");
                if (seen.Epoch > newest) report.Add(AuditCheck.Observations, $"{entity}: epoch {seen.Epoch} at {seen.At:O}, the journal knows {newest}.");
                epoch = seen.Epoch;
            }

            report.Observations += page.Count;
            if (page.Count < PageSize) return;
            from = page[^1].At.AddTicks(1);
        }
    }
}
