namespace Fresnel.Journal.Events;

/// <summary>A cursor points into another history than the journal's: what was built from it must be built anew.</summary>
public sealed class JournalCursorException(JournalCursor cursor, string why)
    : Exception($"The cursor {cursor} does not belong to this journal: {why}.")
{
    /// <summary>The cursor.</summary>
    public JournalCursor Cursor { get; } = cursor;
}
