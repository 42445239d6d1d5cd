using System.Runtime.CompilerServices;

namespace Fresnel.Simulation.Clock;

/// <summary>
/// The code under simulation awaits on the thread pool. With one pool thread, which the driver runs on too, the order of
/// everything depends on nothing but what was queued before: the same seed runs alike in every process.
/// </summary>
internal static class OneThread
{
    private const int Endless = 2_000_000;

    /// <summary>Makes sure that the pool has one thread and keeps it.</summary>
    /// <exception cref="InvalidOperationException">It has more, and cannot be told otherwise.</exception>
    public static void Ensure()
    {
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(1, 1);
        ThreadPool.GetMaxThreads(out var workers, out _);
        if (workers != 1) throw new InvalidOperationException($"A simulation needs a thread pool of 1 thread, not of {workers}: runs would not repeat.");
    }

    /// <summary>Continues behind everything that is queued now.</summary>
    public static Turn TurnAsync() => default;

    /// <summary>Completes when nothing is left to run: all that lives waits for the agenda.</summary>
    /// <exception cref="InvalidOperationException">It does not become quiet.</exception>
    public static async ValueTask QuietAsync()
    {
        for (var turns = 0; turns < Endless; turns++)
        {
            await TurnAsync();
            if (ThreadPool.PendingWorkItemCount == 0) return;
        }

        throw new InvalidOperationException("The code under simulation runs without end and without waiting for anything.");
    }

    /// <summary>Awaited for a turn at the end of the pool's queue.</summary>
    internal readonly struct Turn : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) =>
            ThreadPool.UnsafeQueueUserWorkItem(static next => next(), continuation, preferLocal: false);
    }
}
