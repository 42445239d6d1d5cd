using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Media.Frames;
using Microsoft.Extensions.Logging;

namespace Fresnel.Inference.Batching;

/// <summary>
/// The queue before one engine and the thread that runs it. Requests wait in three classes; when the device is free,
/// <see cref="BatchScheduler"/> says how many run. A batch that fails fails its own requests and no others. In steady state a
/// request allocates nothing.
/// </summary>
internal sealed class AdaptiveBatcher : IAsyncDisposable
{
    private readonly object gate = new();
    private readonly string model;
    private readonly IDetectorEngine engine;
    private readonly BatcherOptions options;
    private readonly BatchClock clock;
    private readonly ILogger logger;
    private readonly RequestQueue queue = new();
    private readonly BatchStatistics statistics = new();
    private readonly CircuitBreaker circuit;
    private readonly BatchCosts costs;
    private readonly int[] buckets;
    private readonly long maxDelay;
    private readonly long millisecond;
    private readonly long runLimit;
    private readonly long[] deadlines;
    private readonly PendingRequest[] batch;
    private readonly DetectionRequest[] work;
    private readonly ITimer alarm;
    private readonly ITimer watchdog;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PendingRequest? free;
    private long alarmAt = long.MaxValue;
    private long lastAsked;
    private long interval;
    private long runStarted = -1;
    private bool idle;
    private bool stopping;

    /// <summary>Starts the thread. The engine is the batcher's from now on.</summary>
    public AdaptiveBatcher(string model, IDetectorEngine engine, BatcherOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        this.model = model;
        this.engine = engine;
        this.options = options;
        this.logger = logger;
        clock = new BatchClock(time);
        buckets = [.. engine.Buckets];
        costs = new BatchCosts(buckets.Length);
        circuit = new CircuitBreaker(options.CircuitFailures, clock.Ticks(options.CircuitOpenFor));
        maxDelay = clock.Ticks(options.MaxDelay);
        millisecond = clock.Ticks(TimeSpan.FromMilliseconds(1));
        runLimit = clock.Ticks(options.RunLimit);
        deadlines = new long[buckets[^1]];
        batch = new PendingRequest[buckets[^1]];
        work = new DetectionRequest[buckets[^1]];
        alarm = clock.Timer(_ => OnAlarm());
        watchdog = clock.Timer(_ => OnWatchdog());
        new Thread(Loop) { IsBackground = true, Name = "inference " + model }.UnsafeStart();
    }

    /// <summary>Counters now.</summary>
    public DetectorStats Stats
    {
        get
        {
            lock (gate) return statistics.Read(queue.Count, circuit.IsOpen(clock.Now));
        }
    }

    /// <summary>Queues a request; see <see cref="IDetector.DetectAsync"/>.</summary>
    public ValueTask EnqueueAsync(Frame frame, InferenceClass urgency, TimeSpan deadline, List<Detected> results, CancellationToken cancellationToken)
    {
        if (urgency is < InferenceClass.Live or > InferenceClass.Batch) throw new ArgumentOutOfRangeException(nameof(urgency), urgency, $"The class is {urgency}; allowed: Live, Interactive, Batch.");
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            var now = clock.Now;
            if (circuit.IsOpen(now)) return Refuse(InferenceError.CircuitOpen, $"it failed {options.CircuitFailures} times running and is tried again within {options.CircuitOpenFor}");
            if (queue.Count >= options.QueueCapacity && !MakeRoom(urgency)) return Refuse(InferenceError.QueueFull, $"{options.QueueCapacity} requests wait already");
            Observe(now);
            var request = Rent();
            request.Begin(frame, results, urgency, now, clock.After(now, deadline), cancellationToken);
            queue.Add(request);
            statistics.Requests++;
            var task = new ValueTask(request, request.Version);
            SetAlarm(request.Deadline, now);
            if (idle) Monitor.Pulse(gate);
            request.ListenForCancellation();
            return task;
        }
    }

    /// <summary>Takes a request out because its caller's token was cancelled; nothing where it has begun or belongs to another caller by now.</summary>
    public void Withdraw(PendingRequest request, CancellationToken token)
    {
        lock (gate)
        {
            if (!request.Queued || request.Token != token) return;
            queue.Remove(request);
            statistics.Cancelled++;
            request.Complete(new OperationCanceledException($"The request to model {model} was withdrawn.", token));
        }
    }

    /// <summary>Takes back a request whose answer was read.</summary>
    public void Recycle(PendingRequest request)
    {
        lock (gate)
        {
            request.Clear();
            request.Next = free;
            free = request;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (!stopping)
            {
                stopping = true;
                FailQueued(static model => new ObjectDisposedException(model, "The detector was closed before the request began."));
                Monitor.PulseAll(gate);
            }
        }

        await ended.Task.ConfigureAwait(false);
    }

    private void Loop()
    {
        while (TakeBatch() is var count && count > 0) RunBatch(count);
        alarm.Dispose();
        watchdog.Dispose();
        engine.Dispose();
        ended.SetResult();
    }

    /// <summary>Waits for a batch and takes it from the queue; 0 at the end.</summary>
    private int TakeBatch()
    {
        lock (gate)
        {
            while (!stopping)
            {
                var now = clock.Now;
                Expire(now);
                var wakeAt = long.MaxValue;
                if (queue.Count > 0)
                {
                    var decision = Decide(now);
                    if (decision.Run > 0) return Take(decision.Run, now);
                    wakeAt = decision.Until;
                }

                SetAlarm(wakeAt, now);
                idle = true;
                Monitor.Wait(gate);
                idle = false;
            }

            return 0;
        }
    }

    private BatchDecision Decide(long now)
    {
        var oldest = queue.Snapshot(deadlines, out var count);
        var situation = new BatchSituation
        {
            Now = now,
            Deadlines = deadlines.AsSpan(0, count),
            OldestAsked = oldest,
            Buckets = buckets,
            Costs = costs.Values,
            Interval = interval,

            // Timers are no finer than a millisecond: what is left of the delay is not waited for where it is less.
            MaxDelay = maxDelay - millisecond,
        };
        return BatchScheduler.Decide(situation);
    }

    private int Take(int count, long now)
    {
        for (var index = 0; index < count; index++)
        {
            var request = queue.First!;
            queue.Remove(request);
            request.Results.Clear();
            batch[index] = request;
            work[index] = new DetectionRequest(request.Frame, request.Results);
        }

        runStarted = now;
        watchdog.Change(options.RunLimit, Timeout.InfiniteTimeSpan);
        return count;
    }

    private void RunBatch(int count)
    {
        var started = clock.Now;
        InferenceException? fault = null;
        try
        {
            engine.DetectBatch(work.AsSpan(0, count));
        }
        catch (InferenceException caught)
        {
            fault = caught;
        }
        catch (Exception caught)
        {
            // The edge of the engine: whatever it throws fails this batch and leaves the thread running.
            fault = new InferenceException(InferenceError.RunFailed, $"Model {model}: the batch failed: {caught.Message.ReplaceLineEndings(" ")}", caught);
        }

        var now = clock.Now;
        lock (gate)
        {
            runStarted = -1;
            watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            statistics.Add(count, clock.Milliseconds(now - started), fault?.Error);
            if (fault is null) Succeed(count, now - started);
            else Fail(fault, now);
        }

        for (var index = 0; index < count; index++)
        {
            if (fault is not null) work[index].Results.Clear();
            work[index] = default;

            // An exception each: one instance thrown by several awaiting callers would mix their stack traces.
            batch[index].Complete(fault is null ? null : new InferenceException(fault.Error, fault.Message, fault));
        }
    }

    private void Succeed(int count, long ticks)
    {
        costs.Add(BatchScheduler.BucketIndex(buckets, count), ticks);
        circuit.Succeeded();
    }

    private void Fail(InferenceException fault, long now)
    {
        InferenceLog.BatchFailed(logger, model, fault.Code, fault);
        if (!circuit.Failed(now)) return;
        InferenceLog.CircuitOpened(logger, model, options.CircuitFailures, options.CircuitOpenFor);
        statistics.Refused += queue.Count;
        FailQueued(static model => new InferenceException(InferenceError.CircuitOpen, $"Model {model}: refused, because it failed several times running."));
    }

    private void FailQueued(Func<string, Exception> fault)
    {
        while (queue.First is { } request)
        {
            queue.Remove(request);
            request.Complete(fault(model));
        }
    }

    private ValueTask Refuse(InferenceError error, string why)
    {
        statistics.Refused++;
        return ValueTask.FromException(new InferenceException(error, $"Model {model}: refused, because {why}."));
    }

    /// <summary>Refuses the last request of a lower class in favour of a new one; false where there is none.</summary>
    private bool MakeRoom(InferenceClass urgency)
    {
        if (queue.LastBelow(urgency) is not { } victim) return false;
        queue.Remove(victim);
        statistics.Refused++;
        victim.Complete(new InferenceException(InferenceError.QueueFull, $"Model {model}: refused, because the queue is full and a more urgent request came."));
        return true;
    }

    private void Expire(long now)
    {
        for (var request = queue.First; request is not null;)
        {
            var next = queue.After(request);
            if (request.Deadline <= now)
            {
                queue.Remove(request);
                statistics.Expired++;
                request.Complete(new InferenceException(InferenceError.DeadlinePassed, $"Model {model}: the deadline passed after {clock.Milliseconds(now - request.Asked):F0} ms in the queue."));
            }

            request = next;
        }
    }

    /// <summary>Mean time between requests, an eighth of each new one; a pause counts as a second at most, so that a burst after it is soon noticed.</summary>
    private void Observe(long now)
    {
        var gap = Math.Min(now - lastAsked, 1000 * millisecond);
        lastAsked = now;
        interval = interval == 0 ? Math.Max(gap, 1) : Math.Max(1, interval + ((gap - interval) / 8));
    }

    private PendingRequest Rent()
    {
        if (free is not { } request) return new PendingRequest(this);
        free = request.Next;
        request.Next = null;
        return request;
    }

    /// <summary>Sees to it that <see cref="OnAlarm"/> comes no later than a time.</summary>
    private void SetAlarm(long at, long now)
    {
        if (at >= alarmAt) return;
        alarmAt = at;
        alarm.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(clock.Milliseconds(at - now)))), Timeout.InfiniteTimeSpan);
    }

    private void OnAlarm()
    {
        lock (gate)
        {
            if (stopping) return;
            var now = clock.Now;
            alarmAt = long.MaxValue;
            Expire(now);
            SetAlarm(queue.EarliestDeadline(), now);
            if (idle) Monitor.Pulse(gate);
        }
    }

    private void OnWatchdog()
    {
        lock (gate)
        {
            if (runStarted < 0 || clock.Now - runStarted < runLimit) return;
            InferenceLog.RunInterrupted(logger, model, options.RunLimit);
            engine.Interrupt();
        }
    }
}
