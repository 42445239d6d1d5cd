using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Observations;

/// <summary>
/// Gathers observations in a bounded queue and writes them every interval, or sooner where many wait. What it holds is
/// lost when the process is killed: at most an interval and the time of one write.
/// </summary>
public sealed class ObservationWriter : IObservationWriter, IAsyncDisposable
{
    private readonly IObservationStore store;
    private readonly ObservationWriterOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ObservationWriter> logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private readonly Queue<Observation> waiting = new();
    private readonly Dictionary<EntityId, (long Epoch, DateTimeOffset At)> marks = [];
    private TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ObservationBatch? retained;
    private long flushed; // when it was last asked to write
    private long dropped;
    private bool failing;

    /// <summary>Starts writing.</summary>
    public ObservationWriter(IObservationStore store, ObservationWriterOptions options, TimeProvider time, ILogger<ObservationWriter> logger)
    {
        this.store = store;
        this.options = options;
        this.time = time;
        this.logger = logger;
        loop = RunAsync(stop.Token);
    }

    /// <inheritdoc />
    public long Dropped => Interlocked.Read(ref dropped);

    /// <inheritdoc />
    public void Write(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        TaskCompletionSource? wake = null;
        lock (gate)
        {
            if (waiting.Count == options.Capacity)
            {
                waiting.Dequeue();
                Interlocked.Increment(ref dropped);
            }

            waiting.Enqueue(observation);
            KeepMark(observation.Entity, observation.Epoch, observation.At);
            if (waiting.Count == options.BatchSize) wake = full;
        }

        wake?.TrySetResult();
    }

    /// <inheritdoc />
    public void Mark(EntityId entity, long epoch, DateTimeOffset at)
    {
        lock (gate) KeepMark(entity, epoch, at);
    }

    /// <inheritdoc />
    /// <exception cref="StoreUnavailableException">The store cannot write; the observations wait.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (Take() is { } batch)
            {
                await store.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                retained = null;
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Writes what waits, or counts it as dropped where the store cannot write.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        if (!await TryFlushAsync().ConfigureAwait(false))
            Interlocked.Add(ref dropped, waiting.Count + (retained?.Observations.Count ?? 0));
        stop.Dispose();
        writing.Dispose();
    }

    private void KeepMark(EntityId entity, long epoch, DateTimeOffset at)
    {
        if (!marks.TryGetValue(entity, out var known) || (known.Epoch, known.At).CompareTo((epoch, at)) < 0) marks[entity] = (epoch, at);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        Task? tick = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            tick ??= timer.WaitForNextTickAsync(cancellationToken).AsTask();
            await Task.WhenAny(tick, Enough()).ConfigureAwait(false);
            if (tick.IsCompleted) tick = null;
            if (IsDue()) await TryFlushAsync().ConfigureAwait(false);
        }
    }

    // Marks alone wait longer than observations: to the tick that is nearest to their time.
    private bool IsDue()
    {
        lock (gate)
        {
            if (waiting.Count == 0 && retained is null && time.GetElapsedTime(flushed) < options.MarkInterval - (options.Interval / 2)) return false;
            flushed = time.GetTimestamp();
            return true;
        }
    }

    private Task Enough()
    {
        lock (gate)
        {
            if (full.Task.IsCompleted && waiting.Count < options.BatchSize) full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return full.Task;
        }
    }

    private async ValueTask<bool> TryFlushAsync()
    {
        try
        {
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
            if (failing) ObservationLog.WritesAgain(logger, Dropped);
            failing = false;
            return true;
        }
        catch (StoreUnavailableException failure)
        {
            if (!failing) ObservationLog.CannotWrite(logger, failure.Message);
            failing = true;
            return false;
        }
    }

    // A batch that could not be written is taken again first.
    private ObservationBatch? Take()
    {
        if (retained is not null) return retained;
        lock (gate)
        {
            if (waiting.Count == 0 && marks.Count == 0) return null;
            var observations = new List<Observation>(Math.Min(waiting.Count, options.BatchSize));
            while (observations.Count < options.BatchSize && waiting.TryDequeue(out var observation)) observations.Add(observation);
            retained = new ObservationBatch(observations, [.. marks.Select(mark => new SeenMark(mark.Key, mark.Value.Epoch, mark.Value.At))]);
            marks.Clear();
            return retained;
        }
    }
}
