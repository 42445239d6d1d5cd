using Fresnel.Journal;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>Reads the whole journal in its one order, and checks each entity's stream.</summary>
internal sealed class StreamCheck(IJournal journal, AuditReport report)
{
    private const int PageSize = 1000;

    /// <summary>Every entity's events, as far as they could be read.</summary>
    public async Task<IReadOnlyDictionary<StreamKey, List<StoredEvent>>> RunAsync()
    {
        var streams = new Dictionary<StreamKey, List<StoredEvent>>();
        try
        {
            await ReadAsync(streams);
        }
        catch (JournalCorruptException damage)
        {
            report.Add(AuditCheck.Streams, damage.Message);
        }

        var epochs = (await journal.ReadShardsAsync(CancellationToken.None)).ToDictionary(shard => shard.Number, shard => shard.Epoch);
        foreach (var (stream, events) in streams) await CheckAsync(stream, events, epochs);
        report.Streams = streams.Count;
        report.Events = streams.Values.Sum(events => events.Count);
        return streams;
    }

    private async Task ReadAsync(Dictionary<StreamKey, List<StoredEvent>> streams)
    {
        var cursor = journal.Start;
        while (true)
        {
            var page = await journal.ReadAllAsync(cursor, PageSize, CancellationToken.None);
            if (page.Events.Count == 0) return;
            foreach (var (place, _, stored) in page.Events)
            {
                if (Place(place).CompareTo(Place(cursor)) <= 0) report.Add(AuditCheck.Streams, $"{stored.Stream} {stored.Seq} is at {place}, not after {cursor}.");
                cursor = place;
                if (!streams.TryGetValue(stored.Stream, out var events)) streams[stored.Stream] = events = [];
                events.Add(stored);
            }

            cursor = page.Next;
        }
    }

    private async Task CheckAsync(StreamKey stream, List<StoredEvent> events, Dictionary<int, long> epochs)
    {
        long epoch = 0;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Seq != i + 1)
            {
                report.Add(AuditCheck.Streams, $"{stream}: event {i + 1} has the sequence number {events[i].Seq}.");
                return;
            }

            if (events[i].Epoch < epoch) report.Add(AuditCheck.Streams, $"{stream} {events[i].Seq}: epoch {events[i].Epoch} after {epoch}.");
            epoch = events[i].Epoch;
        }

        var head = await journal.FindHeadAsync(stream, CancellationToken.None);
        if (head?.Seq != events.Count) report.Add(AuditCheck.Streams, $"{stream}: {events.Count} events, its head says {head?.Seq}.");
        if (head is not null && epochs[head.Shard] < epoch) report.Add(AuditCheck.Streams, $"{stream}: epoch {epoch}, its shard's is {epochs[head.Shard]}.");
    }

    private static (long, long) Place(JournalCursor cursor) => (cursor.Transaction, cursor.Position);
}
