using System.Runtime.InteropServices;

namespace Fresnel.LocalCluster.Processes;

/// <summary>The system calls that .NET has no name for.</summary>
internal static partial class Libc
{
    public const int Sigint = 2;
    public const int Sigquit = 3;
    public const int Sigkill = 9;
    public const int Sigterm = 15;
    public const int Sigcont = 18;
    public const int Sigstop = 19;

    /// <summary>Sends a signal.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int process, int signal);

    /// <summary>The user this process acts as; 0 is root.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint EffectiveUser();

    /// <summary>Gives a file or folder to a user.</summary>
    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwner(string path, uint user, uint group);
}
