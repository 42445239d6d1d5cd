using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fresnel.LocalCluster.Processes;

/// <summary>
/// Starts processes from one thread that lives as long as this process. A child's parent-death signal is tied to the
/// thread that forked it: started from a pool thread, a server would end when that thread retires.
/// </summary>
internal static class ProcessSpawner
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> Requests = [];
    private static readonly Lazy<Thread> Worker = new(StartWorker);

    /// <summary>Starts a process.</summary>
    /// <exception cref="ServerException">Its program cannot be run.</exception>
    public static async Task<Process> StartAsync(ProcessStartInfo info)
    {
        _ = Worker.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((info, started));
        try
        {
            return await started.Task.ConfigureAwait(false);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new ServerException($"'{info.FileName}' cannot be run: {failure.Message}.", failure);
        }
    }

    private static Thread StartWorker()
    {
        var thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "server-spawner" };
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
            catch (Exception failure) // handed to the caller, who asked for the start
            {
                started.SetException(ExceptionDispatchInfo.SetCurrentStackTrace(failure));
            }
        }
    }
}
