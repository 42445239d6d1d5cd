using Fresnel.Journal.Events;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>The one order over all events: cursors into it, pages of it, and waiting for its next event.</summary>
internal sealed class JournalOrder
{
    private readonly Lock gate = new();
    private readonly CommitSignal signal = new();
    private readonly SqliteReaders<JournalReader> readers;
    private Guid history;

    /// <summary>Begins at the end of what is in the journal.</summary>
    /// <param name="readers">Where reading connections come from.</param>
    /// <param name="history">The history that cursors point into.</param>
    public JournalOrder(SqliteReaders<JournalReader> readers, Guid history)
    {
        this.readers = readers;
        this.history = history;
        signal.Publish(FindEnd().Position);
    }

    /// <summary>The history that cursors point into.</summary>
    public Guid History
    {
        get
        {
            lock (gate) return history;
        }
    }

    /// <summary>The cursor before the first event.</summary>
    public EventCursor Start => new(History, 0, 0);

    /// <summary>The events after a cursor.</summary>
    public JournalPage Read(EventCursor after, int limit)
    {
        var epoch = Check(after);
        using var lease = readers.Rent();
        var events = lease.Reader.ReadAll(epoch, after.Position, limit);
        return new JournalPage(events, events.Count > 0 ? events[^1].Cursor : after);
    }

    /// <summary>The cursor after the last event.</summary>
    public EventCursor FindEnd()
    {
        using var lease = readers.Rent();
        return new EventCursor(History, 0, lease.Reader.FindEnd());
    }

    /// <summary>Completes when there may be events after a cursor.</summary>
    public ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken)
    {
        Check(after);
        return signal.WaitAsync(after.Position, cancellationToken);
    }

    /// <summary>Events up to a position are committed.</summary>
    public void Publish(long position) => signal.Publish(position);

    /// <summary>From now on cursors point into another history.</summary>
    public void Change(Guid next)
    {
        lock (gate) history = next;
    }

    /// <summary>Lets everyone go who waits, for good.</summary>
    public void Close() => signal.Close();

    private Guid Check(EventCursor cursor)
    {
        var epoch = History;
        if (cursor.History != epoch) throw new EventCursorException(cursor, $"its history is {epoch:N}");
        if (cursor.Position <= signal.Last) return epoch;

        // A commit is visible to readers a moment before it is signalled.
        var end = FindEnd().Position;
        return cursor.Position <= end ? epoch : throw new EventCursorException(cursor, $"its last event is at {end}");
    }
}
