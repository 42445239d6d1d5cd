using System.Runtime.InteropServices;

namespace Fresnel.Storage.Folder;

/// <summary>Files that are on disk when the call returns, whole or not at all.</summary>
internal static partial class Durable
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <summary>Moves a file that was flushed to its place, and makes the move last.</summary>
    public static void MoveIntoPlace(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        FlushFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Makes the names in a folder last; nothing to do where the file system does so by itself.</summary>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var folder = Open(path, ReadOnly | CloseOnExec);
        if (folder < 0) throw new IOException($"The folder '{path}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            if (Fsync(folder) != 0) throw new IOException($"The folder '{path}' cannot be written: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>Creates a folder and makes it last, with those above it that were missing.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        CreateFolder(parent);
        Directory.CreateDirectory(path);
        FlushFolder(parent);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
