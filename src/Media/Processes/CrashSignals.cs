namespace Fresnel.Media.Processes;

/// <summary>
/// The signals that end a process because something is wrong with it. An exit code from 128 on is not always a signal's:
/// ffmpeg ends with the lowest byte of its negative error numbers.
/// </summary>
internal static class CrashSignals
{
    private const int Base = 128;

    /// <summary>The signal's number and name where an exit code says that one of them ended the process, else null.</summary>
    public static string? Name(int exitCode) => (exitCode - Base) switch
    {
        4 => "4 (SIGILL)",
        5 => "5 (SIGTRAP)",
        6 => "6 (SIGABRT)",
        7 => "7 (SIGBUS)",
        8 => "8 (SIGFPE)",
        9 => "9 (SIGKILL)",
        11 => "11 (SIGSEGV)",
        31 => "31 (SIGSYS)",
        _ => null,
    };
}
