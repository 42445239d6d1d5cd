using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fresnel.Storage.Events;

/// <summary>A place in the journal's one order of events. Opaque to readers: keep it, and hand it back.</summary>
/// <param name="History">The history it points into.</param>
/// <param name="Transaction">The writing transaction; 0 in stores that order by position alone.</param>
/// <param name="Position">The event's position; 0 before the first.</param>
public readonly record struct EventCursor(Guid History, long Transaction, long Position)
{
    /// <summary>The form in which a cursor travels and is kept: <c>history.transaction.position</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{History:N}.{Transaction}.{Position}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventCursor cursor)
    {
        cursor = default;
        var parts = text?.Split('.');
        if (parts is not { Length: 3 }
            || !Guid.TryParseExact(parts[0], "N", out var history)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        cursor = new EventCursor(history, transaction, position);
        return true;
    }
}
