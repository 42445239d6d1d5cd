using Fresnel.Entities.Persistence;
using Fresnel.Messages;
using Fresnel.Storage.Events;
using Microsoft.Data.Sqlite;

namespace Fresnel.Entities.Reading;

/// <summary>The journal in a SQLite file. Its order is that of <c>ordering</c>: the file has one writer at a time.</summary>
public sealed class SqliteEventSource : IEventSource, IDisposable
{
    private const string Ours = "identifier = 7301 AND deleted = 0";

    private readonly SqliteAccess access;
    private readonly EndWatch watch;
    private readonly string table;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The store; <see cref="EntityTables.PrepareAsync"/> must have run on it.</param>
    /// <param name="history">The history that the store records.</param>
    /// <param name="time">The clock.</param>
    public SqliteEventSource(EntityStoreOptions options, Guid history, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        History = history;
        table = options.Journal();
        access = SqliteAccess.ForReading(options.File!);
        watch = new EndWatch(FindEndAsync, time);
    }

    /// <inheritdoc />
    public Guid History { get; }

    /// <inheritdoc />
    public EventCursor Start => new(History, 0, 0);

    /// <inheritdoc />
    /// <exception cref="EventUnreadableException">
    /// The next event cannot be read; the readable ones before it came with the last page.
    /// </exception>
    public ValueTask<EventPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        EventOrder.Check(after, History);
        cancellationToken.ThrowIfCancellationRequested();
        var page = access.Run(connection =>
        {
            using var command = connection.Command(
                $"""
                SELECT ordering, persistence_id, sequence_number, manifest, message FROM {table}
                WHERE ordering > $1 AND {Ours} ORDER BY ordering LIMIT $2
                """,
                after.Position,
                limit);
            var read = Read(command, stopAtDamage: true);
            if (read.Count == 0) EventOrder.CheckNotAhead(after, FindEnd(connection));
            return read;
        });
        return new ValueTask<EventPage>(new EventPage(page, page.Count == 0 ? after : page[^1].Cursor));
    }

    /// <inheritdoc />
    public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<EventCursor>(access.Run(FindEnd));
    }

    /// <inheritdoc />
    public ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken)
    {
        EventOrder.Check(after, History);
        return watch.WaitAsync(after, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="EventUnreadableException">One of the events cannot be read.</exception>
    public ValueTask<IReadOnlyList<StoredEvent>> ReadEntityAsync(
        EntityId entity, long? from, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var (compare, order, start) = newestFirst ? ("<", "DESC", from ?? long.MaxValue) : (">", "ASC", from ?? 0);
        var events = access.Run(connection =>
        {
            using var command = connection.Command(
                $"""
                SELECT ordering, persistence_id, sequence_number, manifest, message FROM {table}
                WHERE persistence_id = $1 AND sequence_number {compare} $2 AND {Ours} ORDER BY sequence_number {order} LIMIT $3
                """,
                entity.ToString(),
                start,
                limit);
            return Read(command, stopAtDamage: false);
        });
        return new ValueTask<IReadOnlyList<StoredEvent>>(events);
    }

    /// <inheritdoc />
    /// <exception cref="EventUnreadableException">The newest event cannot be read. One further back ends the list before it.</exception>
    public ValueTask<IReadOnlyList<StoredEvent>> ReadLatestAsync(int limit, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        var events = access.Run(connection =>
        {
            using var command = connection.Command(
                $"""
                SELECT ordering, persistence_id, sequence_number, manifest, message FROM {table}
                WHERE {Ours} ORDER BY ordering DESC LIMIT $1
                """,
                limit);
            return Read(command, stopAtDamage: true);
        });
        return new ValueTask<IReadOnlyList<StoredEvent>>(events);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        watch.Dispose();
        access.Dispose();
    }

    private EventCursor FindEnd(SqliteConnection connection)
    {
        var newest = connection.Query($"SELECT ordering FROM {table} WHERE {Ours} ORDER BY ordering DESC LIMIT 1");
        return Start with { Position = newest as long? ?? 0 };
    }

    private List<StoredEvent> Read(SqliteCommand command, bool stopAtDamage)
    {
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        while (reader.Read())
        {
            var cursor = Start with { Position = reader.GetInt64(0) };
            try
            {
                var manifest = reader.IsDBNull(3) ? null : reader.GetString(3);
                events.Add(EventRow.Read(cursor, reader.GetString(1), reader.GetInt64(2), manifest, reader.GetFieldValue<byte[]>(4)));
            }
            catch (EventUnreadableException) when (stopAtDamage && events.Count > 0)
            {
                break; // the next page begins with it
            }
        }

        return events;
    }
}
