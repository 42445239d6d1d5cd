using Fresnel.Messages;
using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>Reads the whole journal in its one order, and checks each entity's history.</summary>
internal sealed class StreamCheck(IEventSource source, IEntityAudit entities, AuditReport report)
{
    private const int PageSize = 1000;

    /// <summary>Every entity's events, as far as they could be read.</summary>
    public async Task<IReadOnlyDictionary<EntityId, List<StoredEvent>>> RunAsync()
    {
        var histories = new Dictionary<EntityId, List<StoredEvent>>();
        try
        {
            await ReadAsync(histories);
        }
        catch (StoreDamagedException damage)
        {
            report.Add(AuditCheck.Streams, damage.Message);
        }

        foreach (var (entity, events) in histories) await CheckAsync(entity, events);
        report.Streams = histories.Count;
        report.Events = histories.Values.Sum(events => events.Count);
        return histories;
    }

    private async Task ReadAsync(Dictionary<EntityId, List<StoredEvent>> histories)
    {
        var cursor = source.Start;
        while (true)
        {
            var page = await source.ReadAsync(cursor, PageSize, CancellationToken.None);
            if (page.Events.Count == 0) return;
            foreach (var stored in page.Events)
            {
                if (Place(stored.Cursor).CompareTo(Place(cursor)) <= 0)
                    report.Add(AuditCheck.Streams, $"{stored.Entity} {stored.Seq} is at {stored.Cursor}, not after {cursor}.");
                cursor = stored.Cursor;
                if (!histories.TryGetValue(stored.Entity, out var events)) histories[stored.Entity] = events = [];
                events.Add(stored);
            }

            cursor = page.Next;
        }
    }

    private async Task CheckAsync(EntityId entity, List<StoredEvent> events)
    {
        long activation = 0;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Seq != i + 1)
            {
                report.Add(AuditCheck.Streams, $"{entity}: event {i + 1} has the sequence number {events[i].Seq}.");
                return;
            }

            if (events[i].Activation < activation)
                report.Add(AuditCheck.Streams, $"{entity} {events[i].Seq}: activation {events[i].Activation} after {activation}.");
            activation = events[i].Activation;
        }

        var head = await entities.FindHeadAsync(entity, CancellationToken.None);
        if (head?.Seq != events.Count) report.Add(AuditCheck.Streams, $"{entity}: {events.Count} events, its head says {head?.Seq}.");
        if (head is not null && head.Activation < activation)
            report.Add(AuditCheck.Streams, $"{entity}: activation {activation}, and the newest is {head.Activation}.");
    }

    private static (long, long) Place(EventCursor cursor) => (cursor.Transaction, cursor.Position);
}
