using System.Text.Json;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Journal.Events;

/// <summary>A journal as readers see it. The epoch of an event's owner is its activation.</summary>
/// <param name="journal">The journal.</param>
public sealed class JournalEventSource(IJournal journal) : IEventSource
{
    private const string Kind = "camera"; // the one kind of entity that writes here
    private const int HeadsAtOnce = 500;

    /// <inheritdoc />
    public Guid History => journal.DataEpoch;

    /// <inheritdoc />
    public EventCursor Start => journal.Start;

    /// <inheritdoc />
    public async ValueTask<EventPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        var page = await journal.ReadAllAsync(after, limit, cancellationToken).ConfigureAwait(false);
        return new EventPage([.. page.Events.Select(found => Read(found.Event, found.Cursor))], page.Next);
    }

    /// <inheritdoc />
    public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken) => journal.FindEndAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken) => journal.WaitForEventsAsync(after, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Storage.Events.StoredEvent>> ReadEntityAsync(
        EntityId entity, long? from, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        var order = newestFirst ? ReadOrder.NewestFirst : ReadOrder.OldestFirst;
        var events = await journal.ReadStreamPageAsync(new StreamKey(entity.Kind, entity.Name), from, limit, order, cancellationToken).ConfigureAwait(false);
        return [.. events.Select(found => Read(found, default))];
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Storage.Events.StoredEvent>> ReadLatestAsync(int limit, CancellationToken cancellationToken)
    {
        // The journal's one order is read forwards; the newest of each stream, put together, are the newest of all.
        var newest = new List<Storage.Events.StoredEvent>();
        string? afterId = null;
        while (true)
        {
            var heads = await journal.ListHeadsAsync(Kind, afterId, HeadsAtOnce, cancellationToken).ConfigureAwait(false);
            foreach (var head in heads)
                newest.AddRange(await ReadEntityAsync(new EntityId(head.Stream.Kind, head.Stream.Id), null, limit, newestFirst: true, cancellationToken).ConfigureAwait(false));
            if (heads.Count < HeadsAtOnce) break;
            afterId = heads[^1].Stream.Id;
        }

        return [.. newest.OrderByDescending(found => found.At).ThenByDescending(found => found.Seq).Take(limit)];
    }

    private static Storage.Events.StoredEvent Read(Kernel.EventSourcing.StoredEvent stored, EventCursor cursor) => new(
        cursor,
        new EntityId(stored.Stream.Kind, stored.Stream.Id),
        stored.Seq,
        stored.Epoch,
        stored.At,
        new WireData(stored.Message.Type, stored.Message.Version, stored.Message.Data),
        CauseOf(stored.Meta));

    private static string? CauseOf(ReadOnlyMemory<byte> meta)
    {
        if (meta.IsEmpty) return null;
        using var document = JsonDocument.Parse(meta);
        return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("causation", out var cause) ? cause.GetString() : null;
    }
}
