using System.Text;
using SQLitePCL;

namespace Fresnel.Storage.Sqlite;

/// <summary>A prepared statement: bind every parameter (from 1), step or run, reset.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    private byte[] encoded = new byte[256];

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    /// <summary>Binds a text; null is SQL's null.</summary>
    public SqliteStatement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(statement, parameter));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (encoded.Length < most) encoded = new byte[most];
        return BindText(parameter, encoded.AsSpan(0, Encoding.UTF8.GetBytes(value, encoded)));
    }

    /// <summary>Binds a text that is UTF-8 already.</summary>
    public SqliteStatement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, which SQLite would take for null.
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, parameter, "") : raw.sqlite3_bind_text(statement, parameter, utf8));
        return this;
    }

    /// <summary>Binds bytes.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, parameter, 0) : raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    /// <summary>Binds 16 bytes, in the order of the text form.</summary>
    public SqliteStatement Bind(int parameter, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(parameter, bytes);
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last one; the statement is reset then.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        var failure = database.Failure(code);
        Reset();
        throw failure;
    }

    /// <summary>Runs a statement that returns no rows, or whose rows are of no interest.</summary>
    public void Run()
    {
        if (Step()) Reset();
    }

    /// <summary>Makes it ready to be bound and run again. Any error it would repeat has been thrown by <see cref="Step"/>.</summary>
    public void Reset() => _ = raw.sqlite3_reset(statement);

    /// <summary>A number of the current row.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>Whether a value of the current row is null.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>The bytes of a text or blob of the current row; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>A text of the current row.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>A text of the current row, or null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A 16-byte id of the current row.</summary>
    public Guid Guid(int column)
    {
        var bytes = Bytes(column);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : System.Guid.Empty;
    }

    /// <inheritdoc />
    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw database.Failure(code);
    }
}
