using System.Runtime.InteropServices;

namespace Fresnel.Engine.Driver.Machine;

/// <summary>The signals that faults are made of.</summary>
internal static partial class Signals
{
    /// <summary>Ends a process at once.</summary>
    public const int Kill = 9;

    /// <summary>Asks a process to end.</summary>
    public const int Terminate = 15;

    /// <summary>Lets a frozen process go on.</summary>
    public const int Continue = 18;

    /// <summary>Freezes a process.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal, where the process is there to get it.</summary>
    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>Whether this process is root's.</summary>
    public static bool IsRoot { get; } = EffectiveUser() == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}
