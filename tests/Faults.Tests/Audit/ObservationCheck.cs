using Fresnel.Journal;
using Fresnel.Journal.Events;
using Fresnel.Journal.Observations;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>What was seen can be read from first to last, in order, and nothing shows that a later owner's epoch superseded.</summary>
internal sealed class ObservationCheck(IJournal journal, IObservationStore observations, AuditReport report)
{
    private const int PageSize = 1000;

    public async Task RunAsync(IEnumerable<StreamKey> streams)
    {
        var epochs = (await journal.ReadShardsAsync(CancellationToken.None)).ToDictionary(shard => shard.Number, shard => shard.Epoch);
        foreach (var stream in streams)
        {
            var head = await journal.FindHeadAsync(stream, CancellationToken.None);
            if (head is not null) await CheckAsync(new EntityId(stream.Kind, stream.Id), epochs[head.Shard]);
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
