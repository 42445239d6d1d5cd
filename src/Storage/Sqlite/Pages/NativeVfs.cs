using System.Runtime.InteropServices;

namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>SQLite's interface to the operating system (sqlite3_vfs), of which only some members are used here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeVfs
{
    public int Version;
    public int FileSize;
    public int LongestPath;
    public NativeVfs* Next;
    public byte* Name;
    public nint Data;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public nint Delete, Access, FullPath, LibraryOpen, LibraryError, LibrarySymbol, LibraryClose;
    public nint Randomness, Sleep, CurrentTime, LastError, CurrentTime64, SetSystemCall, GetSystemCall, NextSystemCall;
}

/// <summary>An open file (sqlite3_file): what follows the methods belongs to whoever opened it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFile
{
    public NativeMethods* Methods;
}

/// <summary>The methods of an open file (sqlite3_io_methods).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMethods
{
    public int Version;
    public nint Close;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Write;
    public nint Truncate, Sync, Size, Lock, Unlock, CheckReservedLock, Control, SectorSize, Characteristics;
    public nint ShmMap, ShmLock, ShmBarrier, ShmUnmap;
    public nint Fetch, Unfetch;
}
