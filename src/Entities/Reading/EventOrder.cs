using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>The order of cursors of one history: by transaction, then position.</summary>
internal static class EventOrder
{
    /// <summary>The most events of a page.</summary>
    public const int LargestPage = 10_000;

    /// <summary>Whether one cursor comes after another, or is the same where that counts.</summary>
    public static bool IsAfter(EventCursor one, EventCursor other, bool orSame = false)
    {
        var order = (one.Transaction, one.Position).CompareTo((other.Transaction, other.Position));
        return order > 0 || (orSame && order == 0);
    }

    /// <summary>Checks the size of a page.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 10,000.</exception>
    public static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestPage);
    }

    /// <summary>Checks that a cursor points into a history.</summary>
    /// <exception cref="EventCursorException">It points into another one.</exception>
    public static void Check(EventCursor cursor, Guid history)
    {
        if (cursor.History != history) throw new EventCursorException(cursor, $"its history is {history:N}");
    }

    /// <summary>Checks that a cursor does not point behind the newest event.</summary>
    /// <exception cref="EventCursorException">It does: events that its holder has seen are gone.</exception>
    public static void CheckNotAhead(EventCursor cursor, EventCursor newest)
    {
        if (!IsAfter(cursor, newest)) return;
        var end = FormattableString.Invariant($"its last event is at {newest.Transaction}.{newest.Position}");
        throw new EventCursorException(cursor, end);
    }
}
