using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Formation;

/// <summary>
/// Ends this process by <see cref="Environment.Exit"/>. Akka's shutdown hook is off, so nothing waits for the database. If exit handlers
/// hang for 3 s, the process ends without them, with the same code.
/// </summary>
public sealed class ProcessEnd : IProcessEnd
{
    private static readonly TimeSpan HandlerLimit = TimeSpan.FromSeconds(3);

    private readonly ILogger logger;
    private int ended;

    /// <summary>Creates the end of this process.</summary>
    /// <param name="loggers">Where the reason is logged.</param>
    public ProcessEnd(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        logger = loggers.CreateLogger<ProcessEnd>();
    }

    /// <inheritdoc/>
    public void End(ProcessEndCode code, string reason)
    {
        if (Interlocked.Exchange(ref ended, 1) != 0) return;
        FormationLog.Ends(logger, (int)code, reason);
        Environment.ExitCode = (int)code;
        Run(() => Environment.Exit((int)code));
        if (OperatingSystem.IsWindows()) return;
        Run(() =>
        {
            using var never = new ManualResetEventSlim();
            never.Wait(HandlerLimit);
            ExitNow((int)code);
        });
    }

    // Threads of their own: the pool may be starved when a process has to end.
    private static void Run(ThreadStart work) => new Thread(work) { IsBackground = true, Name = "process-end" }.Start();

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitNow(int code);
}
