using SQLitePCL;

namespace Fresnel.Journal.Sqlite;

/// <summary>SQLite's result codes, in the words of an operator.</summary>
internal static class SqliteFailure
{
    public static Exception Of(string path, int code, string detail) => (code & 0xff) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new JournalUnavailableException($"'{path}' is locked by another process."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => new JournalUnavailableException($"'{path}' cannot be written: it, or its folder, is read-only."),
        raw.SQLITE_FULL => new JournalUnavailableException($"No space is left to write '{path}'."),
        raw.SQLITE_CANTOPEN => new JournalUnavailableException($"'{path}' cannot be opened: {detail}."),
        raw.SQLITE_IOERR => new JournalUnavailableException($"The disk failed while '{path}' was used: {detail} (SQLite code {code})."),
        raw.SQLITE_NOTADB => new JournalSchemaException($"'{path}' is not a database."),
        raw.SQLITE_CORRUPT => new JournalUnavailableException($"'{path}' is damaged: {detail}. Restore it from a backup."),
        raw.SQLITE_NOMEM => new JournalUnavailableException($"No memory is left to use '{path}'."),
        _ => new InvalidOperationException($"SQLite refused a statement on '{path}': {detail} (code {code})."),
    };
}
