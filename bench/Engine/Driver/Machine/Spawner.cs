using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fresnel.Engine.Driver.Machine;

/// <summary>
/// Starts processes that end with this one, from a thread that lives as long as this process: the parent-death signal of
/// a child is tied to the thread that forked it.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> Requests = [];
    private static readonly Lazy<Thread> Worker = new(StartWorker);

    /// <summary>Starts a program that is killed when this process ends, its output appended to a log.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="log">The file.</param>
    /// <param name="environment">What is added to its environment.</param>
    /// <returns>The process; its id is the program's own.</returns>
    public static async Task<Process> StartAsync(IReadOnlyList<string> words, string log, IReadOnlyDictionary<string, string> environment)
    {
        const string script = "log=$1; shift; exec setpriv --pdeathsig KILL -- \"$@\" >>\"$log\" 2>&1 </dev/null";
        var info = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", log, .. words]) { UseShellExecute = false };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        _ = Worker.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((info, started));
        return await started.Task;
    }

    private static Thread StartWorker()
    {
        var thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "spawner" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        foreach (var (info, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception failure) // the edge of the thread: handed to the caller who asked for the start
            {
                started.SetException(ExceptionDispatchInfo.SetCurrentStackTrace(failure));
            }
        }
    }
}
