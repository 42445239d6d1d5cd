using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Media.Frames;
using Microsoft.Extensions.Logging;

namespace Fresnel.Inference.Batching;

/// <summary>
/// The queue before one model. Requests wait in three classes; when the device is free, <see cref="BatchScheduler"/> says how many run, and an
/// <see cref="EngineWorker"/> runs them. A batch that fails fails its own requests and no others; a run that never ends is given up and another worker
/// takes its place. In steady state a request allocates nothing.
/// </summary>
internal sealed class AdaptiveBatcher : IAsyncDisposable
{
    private readonly object gate = new();
    private readonly BatcherOptions options;
    private readonly BatchClock clock;
    private readonly ILogger logger;
    private readonly RequestLine line;
    private readonly BatchStatistics statistics = new();
    private readonly CircuitBreaker circuit;
    private readonly BatchCosts costs;
    private readonly int[] buckets;
    private readonly long maxDelay;
    private readonly long millisecond;
    private readonly long[] deadlines;
    private readonly Alarm alarm;
    private readonly ArrivalRate arrivals;
    private readonly WorkerSupervisor workers;

    private bool idle;
    private bool stopping;

    /// <summary>Starts a worker.</summary>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="engine">The first engine; the batcher's from now on.</param>
    /// <param name="load">Loads another in the place of one that was given up, with the same buckets.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public AdaptiveBatcher(string model, IDetectorEngine engine, Func<IDetectorEngine> load, BatcherOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        Model = model;
        this.options = options;
        this.logger = logger;
        clock = new BatchClock(time);
        line = new RequestLine(this, options.QueueCapacity, clock, statistics);
        buckets = [.. engine.Buckets];
        costs = new BatchCosts(buckets.Length);
        circuit = new CircuitBreaker(options.CircuitFailures, clock.Ticks(options.CircuitOpenFor));
        maxDelay = clock.Ticks(options.MaxDelay);
        millisecond = clock.Ticks(TimeSpan.FromMilliseconds(1));
        deadlines = new long[buckets[^1]];
        alarm = new Alarm(clock, OnAlarm);
        arrivals = new ArrivalRate(1000 * millisecond);
        workers = new WorkerSupervisor(this, clock, options, load, buckets[^1], logger);
        workers.Start(engine);
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>Whether the model would refuse a request, because it fails or is down, and the request is the fallback's; counts it.</summary>
    public bool HandsOver()
    {
        lock (gate)
        {
            if (!workers.Down && !circuit.IsOpen(clock.Now)) return false;
            statistics.FellBack++;
            return true;
        }
    }

    /// <summary>Counters now.</summary>
    public DetectorStats Stats
    {
        get
        {
            lock (gate) return statistics.Read(line.Count, circuit.IsOpen(clock.Now), workers.Lost, workers.Down);
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
            if (workers.Down) return Refuse(InferenceError.ModelDown, DownBecause);
            if (circuit.IsOpen(now)) return Refuse(InferenceError.CircuitOpen, $"it failed {options.CircuitFailures} times running, or its run never ended, and is tried again within {options.CircuitOpenFor}");
            if (!line.HasRoom(urgency)) return Refuse(InferenceError.QueueFull, $"{options.QueueCapacity} requests wait already");
            arrivals.Observe(now);
            var request = line.Add(frame, results, urgency, now, clock.After(now, deadline), cancellationToken);
            var task = new ValueTask(request, request.Version);
            alarm.Set(request.Deadline, now);
            if (idle) Monitor.Pulse(gate);
            request.ListenForCancellation();
            return task;
        }
    }

    /// <summary>Takes a request out because its caller's token was cancelled; nothing where it has begun or belongs to another caller by now.</summary>
    public void Withdraw(PendingRequest request, CancellationToken token)
    {
        lock (gate) line.Withdraw(request, token);
    }

    /// <summary>Takes back a request whose answer was read.</summary>
    public void Recycle(PendingRequest request)
    {
        lock (gate) line.Recycle(request);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (!stopping)
            {
                stopping = true;
                workers.Stop();
                line.FailAll(static model => new ObjectDisposedException(model, "The detector was closed before the request began."));
                Monitor.PulseAll(gate);
            }
        }

        await workers.Ended.ConfigureAwait(false);
        alarm.Dispose();
    }

    /// <summary>Waits for a batch and gives it to a worker; false at the end.</summary>
    public bool Take(EngineWorker worker)
    {
        lock (gate)
        {
            while (!stopping)
            {
                var now = clock.Now;
                line.Expire(now);
                var wakeAt = long.MaxValue;
                if (line.Count > 0)
                {
                    var decision = Decide(now);
                    if (decision.Run > 0)
                    {
                        for (var index = 0; index < decision.Run; index++) worker.Add(line.TakeFirst());
                        worker.Begin(now);
                        return true;
                    }

                    wakeAt = decision.Until;
                }

                alarm.Set(wakeAt, now);
                idle = true;
                Monitor.Wait(gate);
                idle = false;
            }

            return false;
        }
    }

    /// <summary>A worker's run has ended; false where it was given up before.</summary>
    public bool Finish(EngineWorker worker, long ticks, InferenceException? fault)
    {
        lock (gate)
        {
            if (worker.GivenUp) return false;
            worker.End();
            statistics.Add(worker.Batch.Length, clock.Milliseconds(ticks), fault?.Error);
            if (fault is null)
            {
                costs.Add(BatchScheduler.BucketIndex(buckets, worker.Batch.Length), ticks);
                circuit.Succeeded();
            }
            else
            {
                InferenceLog.BatchFailed(logger, Model, fault.Code, fault);
                if (circuit.Failed(clock.Now)) RefuseQueued();
            }

            return true;
        }
    }

    /// <summary>A worker's watch rang.</summary>
    public void Overdue(EngineWorker worker)
    {
        lock (gate)
        {
            switch (worker.Check(clock.Now))
            {
                case Batching.Overdue.Interrupted:
                    InferenceLog.RunInterrupted(logger, Model, options.RunLimit);
                    break;
                case Batching.Overdue.AfterInterruption:
                    GiveUp(worker);
                    break;
            }
        }
    }

    /// <summary>A worker's thread ends, or one that was given up has come back after all.</summary>
    public void Ended(EngineWorker worker)
    {
        lock (gate) workers.OnEnded(worker);
    }

    private BatchDecision Decide(long now)
    {
        var oldest = line.Snapshot(deadlines, out var count);
        var situation = new BatchSituation
        {
            Now = now,
            Deadlines = deadlines.AsSpan(0, count),
            OldestAsked = oldest,
            Buckets = buckets,
            Costs = costs.Values,
            Interval = arrivals.Interval,

            // Timers are no finer than a millisecond: what is left of the delay is not waited for where it is less.
            MaxDelay = maxDelay - millisecond,
        };
        return BatchScheduler.Decide(situation);
    }

    private void GiveUp(EngineWorker worker)
    {
        statistics.AddHung(worker.Batch.Length);
        foreach (var request in worker.Batch)
        {
            request.Results.Clear();
            request.Complete(new InferenceException(InferenceError.RunHung, $"Model {Model}: the run did not end within {options.RunLimit}, nor when it was interrupted, and was given up."));
        }

        circuit.Open(clock.Now);
        workers.GiveUp(worker);
        RefuseQueued();
    }

    /// <summary>The circuit has opened: what waits is refused.</summary>
    private void RefuseQueued()
    {
        InferenceLog.CircuitOpened(logger, Model, options.CircuitOpenFor);
        line.RefuseAll();
    }

    private string DownBecause => $"{workers.Lost} of its runs never ended; it stays down until one of them does or the program is started again";

    private ValueTask Refuse(InferenceError error, string why)
    {
        statistics.Refused++;
        return ValueTask.FromException(new InferenceException(error, $"Model {Model}: refused, because {why}."));
    }

    private void OnAlarm()
    {
        lock (gate)
        {
            if (stopping) return;
            var now = clock.Now;
            alarm.Reset();
            line.Expire(now);
            alarm.Set(line.EarliestDeadline, now);
            if (idle) Monitor.Pulse(gate);
        }
    }
}
