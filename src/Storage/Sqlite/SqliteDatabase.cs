using Fresnel.Storage.Sqlite.Pages;
using SQLitePCL;

namespace Fresnel.Storage.Sqlite;

/// <summary>One connection to a database file, every page of which is verified when read. Used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyTimeoutMs = 5000;
    private const string DefaultRemedy = "Restore it from a backup.";

    private readonly sqlite3 handle;
    private readonly List<SqliteStatement> statements = [];

    private readonly string remedy;

    static SqliteDatabase()
    {
        Batteries_V2.Init();
        CheckedVfs.Prepare();
    }

    private SqliteDatabase(string path, string remedy, sqlite3 handle)
    {
        Path = path;
        this.remedy = remedy;
        this.handle = handle;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Rows changed by the statement that ran last.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>The rowid that was inserted last.</summary>
    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(handle);

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>Whether the file is no longer the one its path names: deleted, or replaced. What is written then is lost.</summary>
    public bool HasMoved => CheckedVfs.HasMoved(handle);

    /// <summary>Opens a file for writing, creating it where it is missing: WAL, every commit synced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">Whether a commit waits for the disk; without, a power cut (not a crash) may undo the last ones.</param>
    /// <param name="remedy">What to do where it is damaged: a sentence.</param>
    public static SqliteDatabase OpenWriter(string path, bool durable, string remedy = DefaultRemedy)
    {
        var database = Open(path, remedy, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, CheckedVfs.Name);
        try
        {
            CheckedVfs.Reserve(database.handle);
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");

            // 16 MB of log between checkpoints: a checkpoint costs two syncs, which the commit that triggers it waits for.
            database.Execute("PRAGMA wal_autocheckpoint = 4096");
            database.Execute("PRAGMA journal_size_limit = 67108864");
            database.Execute("PRAGMA cache_size = -32768");

            // A spilled page might be written twice to the log in one transaction, which its verification does not know.
            database.Execute("PRAGMA cache_spill = OFF");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing file for reading.</summary>
    public static SqliteDatabase OpenReader(string path, string remedy)
    {
        var database = Open(path, remedy, raw.SQLITE_OPEN_READWRITE, CheckedVfs.Name);
        database.Execute("PRAGMA query_only = 1");
        database.Execute("PRAGMA cache_size = -8192");
        return database;
    }

    /// <summary>Opens a file whose pages carry no checksums, to be copied into one whose pages do.</summary>
    public static SqliteDatabase OpenUnsealed(string path, string remedy)
    {
        var database = Open(path, remedy, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_URI, vfs: null);
        CheckedVfs.Reserve(database.handle);
        return database;
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        var prepared = new SqliteStatement(this, statement);
        statements.Add(prepared);
        return prepared;
    }

    /// <summary>Runs statements without parameters.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>The first column of the first row.</summary>
    public long QueryInt64(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement));
        using (statement)
        {
            var code = raw.sqlite3_step(statement);
            return code == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : throw Failure(code);
        }
    }

    /// <summary>Ends an open transaction without keeping it.</summary>
    public void Rollback()
    {
        foreach (var statement in statements) statement.Reset();
        if (InTransaction) Execute("ROLLBACK");
    }

    /// <summary>What went wrong, as an exception for the caller.</summary>
    public Exception Failure(int code) => SqliteFailure.Of(Path, code, raw.sqlite3_errmsg(handle).utf8_to_string(), remedy);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in statements) statement.Dispose();
        statements.Clear();
        handle.Dispose();
    }

    private static SqliteDatabase Open(string path, string remedy, int flags, string? vfs)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, vfs);
        if (code != raw.SQLITE_OK)
        {
            handle?.Dispose();
            throw SqliteFailure.Of(path, code, raw.sqlite3_errstr(code).utf8_to_string(), remedy);
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, BusyTimeoutMs);
        return new SqliteDatabase(path, remedy, handle);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }
}
