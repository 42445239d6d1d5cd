using System.Runtime.InteropServices;

namespace Fresnel.Media.Processes;

/// <summary>The two system calls that .NET has no name for.</summary>
internal static partial class Libc
{
    private const int SetPipeSize = 1031;

    /// <summary>Sends a signal.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int process, int signal);

    /// <summary>Asks for a larger pipe; where the kernel refuses, the pipe stays as it is.</summary>
    public static void TrySetPipeSize(SafeHandle pipe, int bytes) => _ = Fcntl(pipe, SetPipeSize, bytes);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(SafeHandle file, int command, int value);
}
