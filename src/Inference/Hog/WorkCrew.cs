using System.Runtime.ExceptionServices;

namespace Fresnel.Inference.Hog;

/// <summary>
/// Shares numbered pieces of work between the calling thread and helpers from the thread pool. Allocates nothing per call,
/// and never waits for a helper that has not begun: where the pool is busy the caller does all pieces itself.
/// </summary>
internal sealed class WorkCrew : IThreadPoolWorkItem, IDisposable
{
    private readonly ManualResetEventSlim finished = new();
    private readonly int helpers;

    // The call's number in the upper half, pieces not yet taken in the lower: a helper that wakes late takes nothing of a call it was not sent to, or helps with the next.
    private long ticket;
    private Action<int> piece = static _ => { };
    private int count;
    private int done;
    private int helping;
    private ExceptionDispatchInfo? fault;

    /// <summary>A crew of the caller and <paramref name="threads"/> − 1 helpers.</summary>
    public WorkCrew(int threads) => helpers = threads - 1;

    /// <summary>Calls <paramref name="work"/> for every number below <paramref name="pieces"/>, the highest first. The first exception is thrown on, after all pieces ended.</summary>
    public void Run(int pieces, Action<int> work)
    {
        if (pieces == 0) return;
        (piece, count, done, fault) = (work, pieces, 0, null);
        finished.Reset();
        Volatile.Write(ref ticket, ((Volatile.Read(ref ticket) >> 32) + 1 << 32) | (uint)pieces);
        for (var helper = Math.Min(helpers, pieces - 1); helper > 0; helper--) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Work();
        finished.Wait(); // the caller is the model's own thread; what it waits for is milliseconds of work under way
        fault?.Throw();
    }

    /// <summary>A helper's turn, as often as the thread pool gives it one. A helper that was sent to an earlier call and wakes late is one too many.</summary>
    public void Execute()
    {
        while ((uint)Volatile.Read(ref ticket) > 0)
        {
            if (Interlocked.Increment(ref helping) <= helpers) Work();
            if (Interlocked.Decrement(ref helping) >= helpers) return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => finished.Dispose();

    private void Work()
    {
        while (true)
        {
            var seen = Volatile.Read(ref ticket);
            if ((uint)seen == 0) return;
            if (Interlocked.CompareExchange(ref ticket, seen - 1, seen) != seen) continue;
            Do((int)(uint)seen - 1);
        }
    }

    private void Do(int number)
    {
        // Read before this piece is counted: afterwards the next call may have begun.
        var all = count;
        try
        {
            if (Volatile.Read(ref fault) is null) piece(number);
        }
        catch (Exception thrown)
        {
            // A helper's edge: the fault is carried to the caller.
            Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(thrown), null);
        }

        if (Interlocked.Increment(ref done) == all) finished.Set();
    }
}
