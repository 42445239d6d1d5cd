using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Journal.Postgres;

/// <summary>
/// The one order over all events: by transaction, then position. A transaction that is still running may yet write
/// events that come before others already visible; so only what lies below the oldest of those running is read.
/// </summary>
internal sealed class PostgresOrder(ClusterDatabase database, Guid history, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    // Longer than any write transaction of ours lasts.
    private static readonly TimeSpan HorizonLimit = TimeSpan.FromSeconds(6);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopped = new();
    private TaskCompletionSource? waiting;
    private Guid history = history;

    /// <summary>The history that cursors point into.</summary>
    public Guid History
    {
        get
        {
            lock (gate) return history;
        }
    }

    /// <summary>The events after a cursor. Waits a moment for those that are visible and not yet below the horizon.</summary>
    public async ValueTask<JournalPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        var epoch = Check(after);
        for (var start = time.GetTimestamp(); ; await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false))
        {
            var events = await database.RunAsync((connection, cancel) => ReadAsync(connection, epoch, after, limit, cancel), cancellationToken).ConfigureAwait(false);
            if (events.Count > 0) return new JournalPage(events, events[^1].Cursor);
            var (newest, _) = await FindEndsAsync(cancellationToken).ConfigureAwait(false);
            if (IsAfter(after, newest)) throw new EventCursorException(after, $"its last event is at {newest.Transaction}.{newest.Position}");
            if (!IsAfter(newest, after) || time.GetElapsedTime(start) > HorizonLimit) return new JournalPage(events, after);
        }
    }

    /// <summary>The cursor after the last event. Waits a moment until all that is visible now can be read.</summary>
    public async ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (newest, readable) = await FindEndsAsync(cancellationToken).ConfigureAwait(false);
        while (IsAfter(newest, readable) && time.GetElapsedTime(start) < HorizonLimit)
        {
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
            (_, readable) = await FindEndsAsync(cancellationToken).ConfigureAwait(false);
        }

        return readable;
    }

    /// <summary>
    /// Completes when there may be events after a cursor. Our own commits tell at once; those of other nodes are looked
    /// for ten times a second while someone waits: a notification with every commit would make commits wait for each other.
    /// </summary>
    public async ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken)
    {
        Check(after);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopped.Token);
        while (true)
        {
            var told = NextTelling();
            try
            {
                var (newest, _) = await FindEndsAsync(ends.Token).ConfigureAwait(false);
                if (IsAfter(newest, after)) return;
                await told.WaitAsync(Poll, time, ends.Token).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                // Nothing of ours: look again.
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>A group of ours is committed.</summary>
    public void Tell()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            woken = waiting;
            waiting = null;
        }

        woken?.SetResult();
    }

    /// <summary>From now on cursors point into another history.</summary>
    public void Change(Guid next)
    {
        lock (gate) history = next;
    }

    /// <summary>Lets everyone go who waits, for good.</summary>
    public void Dispose()
    {
        stopped.Cancel();
        Tell();
    }

    private static bool IsAfter(EventCursor one, EventCursor other) => (one.Transaction, one.Position).CompareTo((other.Transaction, other.Position)) > 0;

    private static async ValueTask<List<JournalEvent>> ReadAsync(NpgsqlConnection connection, Guid epoch, EventCursor after, int limit, CancellationToken cancel)
    {
        const string sql =
            $"""
            SELECT {PostgresRows.EventColumns}, kind, id, shard, xid, position FROM event
            WHERE (xid, position) > ($1, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY xid, position LIMIT $3
            """;
        await using var command = new NpgsqlCommand(sql, connection).With((ulong)after.Transaction, NpgsqlDbType.Xid8).With(after.Position).With(limit);
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var events = new List<JournalEvent>();
        var checksums = new Checksums();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            var stored = PostgresRows.Event(reader, checksums, new StreamKey(reader.GetString(8), reader.GetString(9)));
            var cursor = new EventCursor(epoch, (long)reader.GetFieldValue<ulong>(11), reader.GetInt64(12));
            events.Add(new JournalEvent(cursor, reader.GetInt32(10), stored));
        }

        return events;
    }

    private ValueTask<(EventCursor Newest, EventCursor Readable)> FindEndsAsync(CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                const string sql =
                    """
                    SELECT n.xid, n.position, r.xid, r.position
                    FROM (SELECT xid, position FROM event ORDER BY xid DESC, position DESC LIMIT 1) n
                    LEFT JOIN (SELECT xid, position FROM event WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid DESC, position DESC LIMIT 1) r ON true
                    """;
                await using var command = new NpgsqlCommand(sql, connection);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                var start = new EventCursor(History, 0, 0);
                return await reader.ReadAsync(cancel).ConfigureAwait(false) ? (At(0), reader.IsDBNull(2) ? start : At(2)) : (start, start);

                EventCursor At(int column) => start with { Transaction = (long)reader.GetFieldValue<ulong>(column), Position = reader.GetInt64(column + 1) };
            },
            cancellationToken);

    private Task NextTelling()
    {
        lock (gate)
        {
            waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiting.Task;
        }
    }

    private Guid Check(EventCursor cursor)
    {
        var epoch = History;
        return cursor.History == epoch ? epoch : throw new EventCursorException(cursor, $"its history is {epoch:N}");
    }
}
