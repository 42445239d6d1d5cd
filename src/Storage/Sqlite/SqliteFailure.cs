using Fresnel.Storage.Sqlite.Pages;
using SQLitePCL;

namespace Fresnel.Storage.Sqlite;

/// <summary>SQLite's result codes, in the words of an operator.</summary>
internal static class SqliteFailure
{
    /// <summary>The exception for a code.</summary>
    /// <param name="path">The database.</param>
    /// <param name="code">SQLite's extended code.</param>
    /// <param name="detail">SQLite's words.</param>
    /// <param name="remedy">What to do about damage: a sentence.</param>
    public static Exception Of(string path, int code, string detail, string remedy) => (code & 0xff) switch
    {
        raw.SQLITE_IOERR when code == CheckedVfs.Damaged =>
            new StoreDamagedException($"'{path}' is damaged: {CheckedVfs.TakePlace() ?? "a page"} is not what was written. {remedy}"),
        raw.SQLITE_CORRUPT => new StoreDamagedException($"'{path}' is damaged: {detail}. {remedy}"),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreUnavailableException($"'{path}' is locked by another process."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => new StoreUnavailableException($"'{path}' cannot be written: it, or its folder, is read-only."),
        raw.SQLITE_FULL => new StoreUnavailableException($"No space is left to write '{path}'."),
        raw.SQLITE_CANTOPEN => new StoreUnavailableException($"'{path}' cannot be opened: {detail}."),
        raw.SQLITE_IOERR => new StoreUnavailableException($"The disk failed while '{path}' was used: {detail} (SQLite code {code})."),
        raw.SQLITE_NOTADB => new StoreSchemaException($"'{path}' is not a database."),
        raw.SQLITE_NOMEM => new StoreUnavailableException($"No memory is left to use '{path}'."),
        _ => new InvalidOperationException($"SQLite refused a statement on '{path}': {detail} (code {code})."),
    };
}
