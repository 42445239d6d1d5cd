using System.Runtime.InteropServices;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;

namespace Fresnel.Inference.Batching;

/// <summary>
/// A thread that runs the batches of a batcher on an engine, and the watch over each run. A run that is over its limit is asked to end; one that does not
/// is given up with its thread and engine, and whatever it finds later reaches nobody.
/// </summary>
internal sealed class EngineWorker
{
    private readonly AdaptiveBatcher batcher;
    private readonly BatchClock clock;
    private readonly BatcherOptions options;
    private readonly Func<IDetectorEngine> load;
    private readonly PendingRequest[] batch;
    private readonly DetectionRequest[] work;
    private readonly List<Detected>[] found;
    private readonly ITimer watch;
    private volatile IDetectorEngine? engine;
    private int count;
    private long due;
    private bool interrupted;

    /// <summary>A worker, not yet started.</summary>
    /// <param name="batcher">Where batches come from.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="engine">The engine, which is the worker's from now on; null: loaded with the first batch, whose failure a load that fails is.</param>
    /// <param name="load">Loads an engine.</param>
    /// <param name="most">Most requests of a batch.</param>
    public EngineWorker(AdaptiveBatcher batcher, BatchClock clock, BatcherOptions options, IDetectorEngine? engine, Func<IDetectorEngine> load, int most)
    {
        this.batcher = batcher;
        this.clock = clock;
        this.options = options;
        this.engine = engine;
        this.load = load;
        batch = new PendingRequest[most];
        work = new DetectionRequest[most];
        found = [.. Enumerable.Range(0, most).Select(_ => new List<Detected>())];
        watch = clock.Timer(_ => batcher.Overdue(this));
    }

    /// <summary>The requests of the run under way; guarded by the batcher's lock.</summary>
    public Span<PendingRequest> Batch => batch.AsSpan(0, count);

    /// <summary>Whether a run is under way; guarded by the batcher's lock.</summary>
    public bool Running { get; private set; }

    /// <summary>Whether the run under way was given up; guarded by the batcher's lock.</summary>
    public bool GivenUp { get; private set; }

    /// <summary>Starts the thread.</summary>
    public void Start(string model) => new Thread(Loop) { IsBackground = true, Name = "inference " + model }.UnsafeStart();

    /// <summary>Adds a request to the next run; under the batcher's lock.</summary>
    public void Add(PendingRequest request)
    {
        found[count].Clear();
        work[count] = new DetectionRequest(request.Frame, found[count]);
        batch[count++] = request;
    }

    /// <summary>The run begins; under the batcher's lock.</summary>
    public void Begin(long now)
    {
        (Running, interrupted, due) = (true, false, now + clock.Ticks(options.RunLimit));
        watch.Change(options.RunLimit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The run has ended; under the batcher's lock.</summary>
    public void End()
    {
        Running = false;
        watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the watch says of the run; under the batcher's lock.</summary>
    public Overdue Check(long now)
    {
        if (!Running || GivenUp) return Overdue.No;
        if (now < due)
        {
            // A timer may ring a little early, or for the run before.
            watch.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(clock.Milliseconds(due - now)))), Timeout.InfiniteTimeSpan);
            return Overdue.No;
        }

        if (interrupted) return Overdue.AfterInterruption;
        interrupted = true;
        due = now + clock.Ticks(options.InterruptionLimit);
        watch.Change(options.InterruptionLimit, Timeout.InfiniteTimeSpan);
        engine?.Interrupt();
        return Overdue.Interrupted;
    }

    /// <summary>Leaves the thread to itself; under the batcher's lock.</summary>
    public void GiveUp()
    {
        GivenUp = true;
        watch.Dispose();
    }

    /// <summary>Answers the requests of a run that has ended and was not given up.</summary>
    public void Answer(InferenceException? fault)
    {
        var answered = count;
        count = 0;
        for (var index = 0; index < answered; index++)
        {
            var request = batch[index];
            request.Results.Clear();
            if (fault is null) request.Results.AddRange(CollectionsMarshal.AsSpan(found[index]));
            work[index] = default;
            batch[index] = null!;

            // An exception each: one instance thrown by several awaiting callers would mix their stack traces.
            request.Complete(fault is null ? null : new InferenceException(fault.Error, fault.Message, fault));
        }
    }

    private void Loop()
    {
        while (batcher.Take(this))
        {
            var started = clock.Now;
            var fault = Run();
            if (!batcher.Finish(this, clock.Now - started, fault)) break;
            Answer(fault);
        }

        watch.Dispose();
        engine?.Dispose();
        batcher.Ended(this);
    }

    private InferenceException? Run()
    {
        try
        {
            engine ??= load();
            engine.DetectBatch(work.AsSpan(0, count));
            return null;
        }
        catch (InferenceException fault)
        {
            return fault;
        }
        catch (Exception fault)
        {
            // The edge of the engine: whatever it throws fails this batch and leaves the thread running.
            return new InferenceException(InferenceError.RunFailed, $"Model {batcher.Model}: the batch failed: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }
}
