using Fresnel.Storage.Events;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fresnel.Entities.Persistence;

/// <summary>Connections to a SQLite file, pooled by the driver, for everything but the journal plugin, which has its own.</summary>
internal sealed class SqliteAccess : IDisposable
{
    // The driver polls a busy database every 150 ms; SQLite's own handler begins with 1 ms.
    private const string Reader = "PRAGMA busy_timeout = 5000; PRAGMA query_only = 1";
    private const string Writer = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = ";

    private readonly string file;
    private readonly string prepare;
    private readonly string connectionString;

    private SqliteAccess(string file, SqliteOpenMode mode, string prepare)
    {
        this.file = file;
        this.prepare = prepare;

        // The name of the timeout keeps this pool apart from the plugin's: its connections have other settings.
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, DefaultTimeout = 6 }.ConnectionString;
    }

    /// <summary>For reading an existing file.</summary>
    public static SqliteAccess ForReading(string file) => new(file, SqliteOpenMode.ReadWrite, Reader);

    /// <summary>For writing a file, which is created where it is missing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="durable">Whether a commit waits for the disk.</param>
    public static SqliteAccess ForWriting(string file, bool durable) =>
        new(file, SqliteOpenMode.ReadWriteCreate, Writer + (durable ? "FULL" : "NORMAL"));

    /// <summary>Runs work on a connection.</summary>
    /// <exception cref="EventSourceUnavailableException">The file cannot be used now.</exception>
    /// <exception cref="EntityStoreException">Trying again does not help.</exception>
    public T Run<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            connection.Execute(prepare);
            return work(connection);
        }
        catch (SqliteException failure)
        {
            throw Of(failure);
        }
    }

    /// <summary>Closes the connections that the driver keeps.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private Exception Of(SqliteException failure)
    {
        // "SQLite Error 14: 'unable to open database file'." -> the words between the quotes.
        var words = failure.Message.Split('\'') is { Length: > 2 } parts ? string.Join('\'', parts[1..^1]) : failure.Message.TrimEnd('.');
        return failure.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Away("is locked by another process"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => Away("cannot be written: it, or its folder, is read-only"),
            raw.SQLITE_FULL => Away("cannot be written: no space is left"),
            raw.SQLITE_CANTOPEN => Away($"cannot be opened: {words}"),
            raw.SQLITE_CORRUPT => Wrong($"is damaged: {words}. Restore it from a backup"),
            raw.SQLITE_NOTADB => Wrong("is not a SQLite file"),
            raw.SQLITE_ERROR => Wrong($"has tables that are not those of an entity store: {words}"),
            _ => Away(FormattableString.Invariant($"cannot be used now: {words} (code {failure.SqliteExtendedErrorCode})")),
        };

        EventSourceUnavailableException Away(string why) => new($"The entity store '{file}' {why}.", failure);
        EntityStoreException Wrong(string why) => new($"The entity store '{file}' {why}.", failure);
    }
}
