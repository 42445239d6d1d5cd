using Fresnel.Entities.Persistence;
using Fresnel.Messages;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Fresnel.Entities.Reading;

/// <summary>
/// The journal in a PostgreSQL database. Its order is by transaction, then <c>ordering</c>. A transaction that is still running
/// may yet write events that come before others already visible; so only what lies below the oldest of those running is read.
/// </summary>
public sealed class PostgresEventSource : IEventSource, IAsyncDisposable
{
    private const int Connections = 8;
    private const string Ours = "identifier = 7301 AND NOT deleted";
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(50);

    // Longer than a transaction of the journal lasts (EntityStoreOptions.TransactionLimit): what holds events back then is another's.
    private static readonly TimeSpan HorizonLimit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromMinutes(1);

    private readonly PostgresAccess access;
    private readonly EndWatch watch;
    private readonly TimeProvider time;
    private readonly ILogger<PostgresEventSource> logger;
    private readonly string table;
    private long warned;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The store; <see cref="EntityTables.PrepareAsync"/> must have run on it.</param>
    /// <param name="history">The history that the store records.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Warns where another's transaction holds events back.</param>
    public PostgresEventSource(EntityStoreOptions options, Guid history, TimeProvider time, ILogger<PostgresEventSource> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        History = history;
        table = options.Journal();
        this.time = time;
        this.logger = logger;
        access = new PostgresAccess(options, Connections);
        watch = new EndWatch(async cancel => (await FindEndsAsync(cancel).ConfigureAwait(false)).Newest, time);
    }

    /// <inheritdoc />
    public Guid History { get; }

    /// <inheritdoc />
    public EventCursor Start => new(History, 0, 0);

    /// <inheritdoc />
    /// <remarks>Waits up to 6 s for events that are visible and not yet below the horizon.</remarks>
    /// <exception cref="EventUnreadableException">
    /// The next event cannot be read; the readable ones before it came with the last page.
    /// </exception>
    public async ValueTask<EventPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        EventOrder.Check(after, History);
        var look = ShortestLook;
        for (var start = time.GetTimestamp(); ; look = Longer(look))
        {
            var events = await ReadNextAsync(after, limit, cancellationToken).ConfigureAwait(false);
            if (events.Count > 0) return new EventPage(events, events[^1].Cursor);
            var (newest, _) = await FindEndsAsync(cancellationToken).ConfigureAwait(false);
            EventOrder.CheckNotAhead(after, newest);
            if (!EventOrder.IsAfter(newest, after)) return new EventPage([], after);
            if (time.GetElapsedTime(start) > HorizonLimit)
            {
                WarnOfHorizon();
                return new EventPage([], after);
            }

            await Task.Delay(look, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    /// <remarks>Waits up to 6 s until all that is visible now can be read.</remarks>
    public async ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (newest, readable) = await FindEndsAsync(cancellationToken).ConfigureAwait(false);
        var look = ShortestLook;
        for (; EventOrder.IsAfter(newest, readable) && time.GetElapsedTime(start) < HorizonLimit; look = Longer(look))
        {
            await Task.Delay(look, time, cancellationToken).ConfigureAwait(false);
            (_, readable) = await FindEndsAsync(cancellationToken).ConfigureAwait(false);
        }

        return readable;
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
        var (compare, order, start) = newestFirst ? ("<", "DESC", from ?? long.MaxValue) : (">", "ASC", from ?? 0);
        return access.RunAsync<IReadOnlyList<StoredEvent>>(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand(
                    $"""
                    SELECT xid, ordering, persistence_id, sequence_number, manifest, message FROM {table}
                    WHERE persistence_id = $1 AND sequence_number {compare} $2 AND {Ours} ORDER BY sequence_number {order} LIMIT $3
                    """,
                    connection).With(entity.ToString()).With(start).With(limit);
                return await ReadRowsAsync(command, stopAtDamage: false, cancel).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="EventUnreadableException">The newest event cannot be read. One further back ends the list before it.</exception>
    public ValueTask<IReadOnlyList<StoredEvent>> ReadLatestAsync(int limit, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        return access.RunAsync<IReadOnlyList<StoredEvent>>(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand(
                    $"""
                    SELECT xid, ordering, persistence_id, sequence_number, manifest, message FROM {table}
                    WHERE {Ours} ORDER BY xid DESC, ordering DESC LIMIT $1
                    """,
                    connection).With(limit);
                return await ReadRowsAsync(command, stopAtDamage: true, cancel).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        watch.Dispose();
        await access.DisposeAsync().ConfigureAwait(false);
    }

    private static TimeSpan Longer(TimeSpan look) => look * 2 < LongestLook ? look * 2 : LongestLook;

    private ValueTask<List<StoredEvent>> ReadNextAsync(EventCursor after, int limit, CancellationToken ends) => access.RunAsync(
        async (connection, cancel) =>
        {
            await using var command = new NpgsqlCommand(
                $"""
                SELECT xid, ordering, persistence_id, sequence_number, manifest, message FROM {table}
                WHERE (xid, ordering) > ($1, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND {Ours}
                ORDER BY xid, ordering LIMIT $3
                """,
                connection).WithTransaction(after.Transaction).With(after.Position).With(limit);
            return await ReadRowsAsync(command, stopAtDamage: true, cancel).ConfigureAwait(false);
        },
        ends);

    private async ValueTask<List<StoredEvent>> ReadRowsAsync(NpgsqlCommand command, bool stopAtDamage, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            var cursor = new EventCursor(History, (long)reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            try
            {
                var manifest = reader.IsDBNull(4) ? null : reader.GetString(4);
                events.Add(EventRow.Read(cursor, reader.GetString(2), reader.GetInt64(3), manifest, reader.GetFieldValue<byte[]>(5)));
            }
            catch (EventUnreadableException) when (stopAtDamage && events.Count > 0)
            {
                break; // the next page begins with it
            }
        }

        return events;
    }

    // The newest event that is visible, and the newest that can be read.
    private ValueTask<(EventCursor Newest, EventCursor Readable)> FindEndsAsync(CancellationToken cancellationToken) => access.RunAsync(
        async (connection, cancel) =>
        {
            var newest = $"SELECT xid, ordering FROM {table} WHERE {Ours}";
            var sql =
                $"""
                SELECT n.xid, n.ordering, r.xid, r.ordering
                FROM ({newest} ORDER BY xid DESC, ordering DESC LIMIT 1) n
                LEFT JOIN ({newest} AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid DESC, ordering DESC LIMIT 1) r ON true
                """;
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            return await reader.ReadAsync(cancel).ConfigureAwait(false) ? (At(0), reader.IsDBNull(2) ? Start : At(2)) : (Start, Start);

            EventCursor At(int column) => new(History, (long)reader.GetFieldValue<ulong>(column), reader.GetInt64(column + 1));
        },
        cancellationToken);

    private void WarnOfHorizon()
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref warned);
        if (last != 0 && time.GetElapsedTime(last, now) < WarnEvery) return;
        if (Interlocked.CompareExchange(ref warned, now, last) == last) ReadingLog.HeldBack(logger, HorizonLimit.TotalSeconds);
    }
}
