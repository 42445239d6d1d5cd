using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Fresnel.Media.Processes;

/// <summary>
/// Starts processes from one thread that lives as long as this process. A child's parent-death signal is tied to the
/// thread that forked it: started from a pool thread, the child would be killed when that thread retires.
/// </summary>
internal static class ChildSpawner
{
    private static readonly BlockingCollection<Request> Requests = [];
    private static readonly Lazy<Thread> Worker = new(StartWorker);

    /// <summary>Starts a process.</summary>
    public static Process Start(ProcessStartInfo info)
    {
        _ = Worker.Value;
        using var request = new Request(info);
        Requests.Add(request);
        request.Done.Wait(Timeout.Infinite);
        request.Error?.Throw();
        return request.Process!;
    }

    private static Thread StartWorker()
    {
        var thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "fresnel-spawner" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        foreach (var request in Requests.GetConsumingEnumerable())
        {
            try
            {
                request.Process = Process.Start(request.Info);
            }
            catch (Exception e) // handed to the caller, who asked for the start
            {
                request.Error = ExceptionDispatchInfo.Capture(e);
            }

            request.Done.Set();
        }
    }

    private sealed class Request(ProcessStartInfo info) : IDisposable
    {
        public ProcessStartInfo Info { get; } = info;

        public ManualResetEventSlim Done { get; } = new();

        public Process? Process { get; set; }

        public ExceptionDispatchInfo? Error { get; set; }

        public void Dispose() => Done.Dispose();
    }
}
