using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;
using Fresnel.Tests.Events;

namespace Fresnel.Storage.Tests.Events;

/// <summary>A journal in memory.</summary>
internal sealed class MemoryEvents : IWritableEvents, IEventSource
{
    private readonly Lock gate = new();
    private readonly List<StoredEvent> events = [];
    private TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long position;

    public IEventSource Source => this;

    public Guid History { get; private set; } = Guid.NewGuid();

    public EventCursor Start => new(History, 0, 0);

    public Task AppendAsync(EntityId entity, DateTimeOffset at, string? cause, params WireData[] messages)
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            var seq = events.Count(e => e.Entity == entity);
            foreach (var message in messages) events.Add(new StoredEvent(new EventCursor(History, 0, ++position), entity, ++seq, 1, at, message, cause));
            woken = written;
            written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        woken.SetResult();
        return Task.CompletedTask;
    }

    public Task RestoreAsync()
    {
        lock (gate)
        {
            History = Guid.NewGuid();
            for (var i = 0; i < events.Count; i++) events[i] = events[i] with { Cursor = events[i].Cursor with { History = History } };
        }

        return Task.CompletedTask;
    }

    public Task LeaveGapAsync()
    {
        lock (gate) position += 10;
        return Task.CompletedTask;
    }

    public ValueTask<EventPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (after.History != History) throw new EventCursorException(after, $"its history is {History:N}");
            StoredEvent[] page = [.. events.Where(e => e.Cursor.Position > after.Position).Take(limit)];
            return new(new EventPage(page, page.Length > 0 ? page[^1].Cursor : after));
        }
    }

    public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken)
    {
        lock (gate) return new(events.Count > 0 ? events[^1].Cursor : Start);
    }

    public ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return events.Count > 0 && events[^1].Cursor.Position > after.Position ? default : new ValueTask(written.Task.WaitAsync(cancellationToken));
        }
    }

    public ValueTask<IReadOnlyList<StoredEvent>> ReadEntityAsync(EntityId entity, long? from, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var own = events.Where(e => e.Entity == entity);
            return new(newestFirst
                ? [.. own.Where(e => e.Seq < (from ?? long.MaxValue)).Reverse().Take(limit)]
                : [.. own.Where(e => e.Seq > (from ?? 0)).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<StoredEvent>> ReadLatestAsync(int limit, CancellationToken cancellationToken)
    {
        lock (gate) return new([.. events.AsEnumerable().Reverse().Take(limit)]);
    }

    public ValueTask DisposeAsync() => default;
}
