using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>
/// Lets SQLite verify every page it reads. SQLite itself notices neither a flipped bit in a page nor, once a log is open,
/// one in the log. This stands between it and the operating system: a page of the database is sealed when written and
/// verified when read (<see cref="PageFormat"/>); a page of the log is verified by the log's own checksums
/// (<see cref="WalFormat"/>). What does not fit is the error SQLITE_IOERR_DATA, and never a wrong answer.
/// </summary>
/// <remarks>
/// It is the platform's own interface with other methods for read and write: the files, their locks and their shared
/// memory stay SQLite's. A page of the log may not be written twice in a transaction, which is why writers do not spill
/// their cache.
/// </remarks>
internal static unsafe partial class CheckedVfs
{
    /// <summary>Its name, for sqlite3_open_v2.</summary>
    public const string Name = "fresnel-checked";

    /// <summary>SQLITE_IOERR_DATA: what was read is not what was written.</summary>
    public const int Damaged = raw.SQLITE_IOERR | (32 << 8);

    private static readonly ConcurrentDictionary<(nint Methods, bool Log), nint> Tables = new();
    private static readonly NativeVfs* Base = Register();

    [ThreadStatic]
    private static string? place;

    /// <summary>Makes it known to SQLite; does nothing where it is.</summary>
    public static void Prepare()
    {
        if (Base is null) throw new InvalidOperationException("SQLite has no interface to this operating system.");
    }

    /// <summary>Where this thread met damage last, in words; null where it met none since it was last asked.</summary>
    public static string? TakePlace()
    {
        var taken = place;
        place = null;
        return taken;
    }

    /// <summary>Whether the file under an open database is still the one its path names.</summary>
    public static bool HasMoved(sqlite3 database)
    {
        var moved = 0;
        const int hasMoved = 20;
        return Control(database.DangerousGetHandle(), "main", hasMoved, &moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <summary>Has a database that is still empty, or is about to be copied, leave room for checksums.</summary>
    public static void Reserve(sqlite3 database)
    {
        var bytes = PageFormat.Reserved;
        const int reserveBytes = 38;
        _ = Control(database.DangerousGetHandle(), "main", reserveBytes, &bytes);
    }

    private static NativeVfs* Register()
    {
        Batteries_V2.Init();
        var native = Find(null);
        if (native is null) return null;
        var own = (NativeVfs*)NativeMemory.Alloc((nuint)sizeof(NativeVfs));
        *own = *native;
        own->Next = null;
        own->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        own->Open = &Open;
        return Register(own, 0) == raw.SQLITE_OK ? native : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeVfs* vfs, byte* name, NativeFile* file, int flags, int* outFlags)
    {
        var code = Base->Open(Base, name, file, flags, outFlags);
        if (code != raw.SQLITE_OK || file->Methods is null) return code;
        if ((flags & raw.SQLITE_OPEN_MAIN_DB) != 0) file->Methods = TableOf(file->Methods, log: false);
        else if ((flags & raw.SQLITE_OPEN_WAL) != 0) file->Methods = TableOf(file->Methods, log: true);
        return code;
    }

    private static NativeMethods* TableOf(NativeMethods* native, bool log) => (NativeMethods*)Tables.GetOrAdd(((nint)native, log), static key =>
    {
        var table = (Table*)NativeMemory.Alloc((nuint)sizeof(Table));
        table->Native = (NativeMethods*)key.Methods;
        table->Methods = *table->Native;
        table->Methods.Read = key.Log ? &ReadLog : &ReadPage;
        if (!key.Log) table->Methods.Write = &WritePage;
        return (nint)table;
    });

    private static NativeMethods* NativeOf(NativeFile* file) => ((Table*)file->Methods)->Native;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadPage(NativeFile* file, byte* into, int count, long offset)
    {
        var code = NativeOf(file)->Read(file, into, count, offset);
        if (code != raw.SQLITE_OK || !IsPage(count, offset) || PageFormat.IsSound(new ReadOnlySpan<byte>(into, count), offset)) return code;
        place = $"page {PageFormat.NumberOf(offset)}";
        return Damaged;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int WritePage(NativeFile* file, byte* from, int count, long offset)
    {
        // SQLite leaves these bytes to whoever reserved them, also in its own buffers.
        if (IsPage(count, offset)) PageFormat.Seal(new Span<byte>(from, count), offset);
        return NativeOf(file)->Write(file, from, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadLog(NativeFile* file, byte* into, int count, long offset)
    {
        var native = NativeOf(file);
        var code = native->Read(file, into, count, offset);
        var start = offset - WalFormat.FrameHeaderSize;
        if (code != raw.SQLITE_OK || count != PageFormat.Size || start < WalFormat.HeaderSize) return code;
        var header = stackalloc byte[WalFormat.HeaderSize];
        var frame = stackalloc byte[WalFormat.FrameHeaderSize];
        var former = stackalloc byte[WalFormat.FrameHeaderSize];
        var first = start == WalFormat.HeaderSize;
        code = native->Read(file, header, WalFormat.HeaderSize, 0);
        if (code == raw.SQLITE_OK) code = native->Read(file, frame, WalFormat.FrameHeaderSize, start);
        if (code == raw.SQLITE_OK && !first) code = native->Read(file, former, WalFormat.FrameHeaderSize, start - WalFormat.FrameSize);
        if (code != raw.SQLITE_OK) return code;
        var head = new ReadOnlySpan<byte>(header, WalFormat.HeaderSize);
        var own = new ReadOnlySpan<byte>(frame, WalFormat.FrameHeaderSize);
        var before = WalFormat.SumOf(first ? head : new ReadOnlySpan<byte>(former, WalFormat.FrameHeaderSize));
        if (WalFormat.IsBigEndian(head) is { } bigEndian
            && WalFormat.OfFrame(before, own, new ReadOnlySpan<byte>(into, count), bigEndian) == WalFormat.SumOf(own)) return raw.SQLITE_OK;
        place = $"frame {((start - WalFormat.HeaderSize) / WalFormat.FrameSize) + 1} of its log (-wal)";
        return Damaged;
    }

    private static bool IsPage(int count, long offset) => count == PageFormat.Size && offset % PageFormat.Size == 0;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial NativeVfs* Find(string? name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Register(NativeVfs* vfs, int makeDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Control(nint database, string name, int operation, void* argument);

    // A file's methods, and behind them those of the operating system.
    [StructLayout(LayoutKind.Sequential)]
    private struct Table
    {
        public NativeMethods Methods;
        public NativeMethods* Native;
    }
}
