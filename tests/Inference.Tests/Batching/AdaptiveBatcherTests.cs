using Fresnel.Inference.Batching;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Tests.Support;
using Fresnel.Media.Frames;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Inference.Tests.Batching;

public sealed class AdaptiveBatcherTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Enqueue_FreeDevice_RunsWithoutTheClockMoving()
    {
        var engine = new HeldEngine(1, 2, 4);
        await using var batcher = Batcher(engine);
        engine.Go();
        var (task, results) = Ask(batcher, 16);
        await task;
        Assert.Equal(16, Assert.Single(results).Score);
        Assert.Equal((1, 1, 1.0), (batcher.Stats.Requests, batcher.Stats.Completed, batcher.Stats.MeanBatchSize));
    }

    [Fact]
    public async Task Enqueue_WhileBusy_ClassesAreServedInStrictOrder()
    {
        var engine = new HeldEngine(1);
        await using var batcher = Batcher(engine);
        var tasks = new List<Task> { Ask(batcher, 10).Task };
        await engine.BegunAsync();
        tasks.Add(Ask(batcher, 31, InferenceClass.Batch).Task);
        tasks.Add(Ask(batcher, 21, InferenceClass.Interactive).Task);
        tasks.Add(Ask(batcher, 11).Task);
        tasks.Add(Ask(batcher, 32, InferenceClass.Batch).Task);
        tasks.Add(Ask(batcher, 12).Task);
        engine.Go(tasks.Count);
        await Task.WhenAll(tasks);
        Assert.Equal([10, 11, 12, 21, 31, 32], engine.Batches.Select(batch => batch[0]));
    }

    [Fact]
    public async Task Enqueue_WhileBusy_WaitingRequestsRunTogether()
    {
        var engine = new HeldEngine(1, 2, 4);
        await using var batcher = Batcher(engine, new BatcherOptions { MaxDelay = TimeSpan.Zero });
        var first = Ask(batcher, 10);
        await engine.BegunAsync();
        var rest = Enumerable.Range(11, 6).Select(width => Ask(batcher, width)).ToArray();
        engine.Go(3);
        await Task.WhenAll(rest.Select(asked => asked.Task).Append(first.Task));
        Assert.Equal([[10], [11, 12, 13, 14], [15, 16]], engine.Batches);
        Assert.All(rest.Zip(Enumerable.Range(11, 6)), pair => Assert.Equal(pair.Second, Assert.Single(pair.First.Results).Score));
    }

    [Fact]
    public async Task Enqueue_CancelledWhileQueued_LeavesAtOnce()
    {
        var engine = new HeldEngine(1);
        await using var batcher = Batcher(engine);
        var running = Ask(batcher, 10);
        await engine.BegunAsync();
        using var cancel = new CancellationTokenSource();
        var withdrawn = Ask(batcher, 11, token: cancel.Token);
        var kept = Ask(batcher, 12);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn.Task);
        engine.Go(2);
        await Task.WhenAll(running.Task, kept.Task);
        Assert.Equal([[10], [12]], engine.Batches);
        Assert.Equal(1, batcher.Stats.Cancelled);
    }

    [Fact]
    public async Task Enqueue_DeadlinePassesWhileTheDeviceIsBusy_FailsAtTheDeadline()
    {
        var engine = new HeldEngine(1);
        await using var batcher = Batcher(engine);
        var running = Ask(batcher, 10);
        await engine.BegunAsync();
        var late = Ask(batcher, 11, deadline: TimeSpan.FromMilliseconds(100));
        var later = Ask(batcher, 12, deadline: TimeSpan.FromMilliseconds(500));
        time.Advance(TimeSpan.FromMilliseconds(101));
        var fault = await Assert.ThrowsAsync<InferenceException>(() => late.Task);
        Assert.Equal(("deadline-passed", "Model test: the deadline passed after 101 ms in the queue."), (fault.Code, fault.Message));
        engine.Go(2);
        await Task.WhenAll(running.Task, later.Task);
        Assert.Equal([[10], [12]], engine.Batches);
        Assert.Equal(1, batcher.Stats.Expired);
    }

    [Fact]
    public async Task Batch_Fails_ItsRequestsFailAndNoOthers()
    {
        var engine = new HeldEngine(1, 2);
        await using var batcher = Batcher(engine);
        var before = Ask(batcher, 10);
        await engine.BegunAsync();
        var failing = new[] { Ask(batcher, 11), Ask(batcher, 12) };
        var after = Ask(batcher, 13);
        engine.Faults.Enqueue(null);
        engine.Faults.Enqueue(new InferenceException(InferenceError.NonFiniteOutput, "NaN"));
        engine.Go(3);
        await before.Task;
        foreach (var asked in failing)
        {
            Assert.Equal(InferenceError.NonFiniteOutput, (await Assert.ThrowsAsync<InferenceException>(() => asked.Task)).Error);
            Assert.Empty(asked.Results);
        }

        await after.Task;
        Assert.Equal((2, 2, 1), (batcher.Stats.Failed, batcher.Stats.Completed, batcher.Stats.NonFiniteOutputs));
    }

    [Fact]
    public async Task Batches_FailInARow_CircuitOpensAndClosesAfterASuccess()
    {
        var engine = new HeldEngine(1);
        await using var batcher = Batcher(engine, new BatcherOptions { CircuitFailures = 2, CircuitOpenFor = TimeSpan.FromSeconds(10) });
        for (var failure = 0; failure < 2; failure++)
        {
            engine.Faults.Enqueue(new InvalidOperationException("broken"));
            engine.Go();
            Assert.Equal("run-failed", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 10).Task)).Code);
        }

        Assert.True(batcher.Stats.CircuitOpen);
        Assert.Equal("circuit-open", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 10).Task)).Code);
        time.Advance(TimeSpan.FromSeconds(10));
        engine.Go();
        await Ask(batcher, 10).Task;
        Assert.False(batcher.Stats.CircuitOpen);
        Assert.Equal(3, engine.Batches.Count);
    }

    [Fact]
    public async Task Enqueue_QueueFull_RefusesUnlessALowerClassGivesWay()
    {
        var engine = new HeldEngine(1);
        await using var batcher = Batcher(engine, new BatcherOptions { QueueCapacity = 2 });
        var running = Ask(batcher, 10);
        await engine.BegunAsync();
        var low = Ask(batcher, 31, InferenceClass.Batch);
        var live = Ask(batcher, 11);
        Assert.Equal("queue-full", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 32, InferenceClass.Batch).Task)).Code);
        var second = Ask(batcher, 12);
        Assert.Equal("queue-full", (await Assert.ThrowsAsync<InferenceException>(() => low.Task)).Code);
        Assert.Equal("queue-full", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 13).Task)).Code);
        engine.Go(3);
        await Task.WhenAll(running.Task, live.Task, second.Task);
        Assert.Equal(3, batcher.Stats.Refused);
    }

    [Fact]
    public async Task Batch_RunsBeyondTheLimit_IsInterruptedAndTheNextRuns()
    {
        var engine = new HeldEngine(1);
        await using var batcher = Batcher(engine, new BatcherOptions { RunLimit = TimeSpan.FromSeconds(5) });
        var hung = Ask(batcher, 10);
        await engine.BegunAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("run-failed", (await Assert.ThrowsAsync<InferenceException>(() => hung.Task)).Code);
        engine.Go();
        await Ask(batcher, 11).Task;
    }

    [Fact]
    public async Task Batch_NeverEnds_IsGivenUpAndAnotherEngineServes()
    {
        var (deaf, fresh) = (new HeldEngine(1) { Deaf = true }, new HeldEngine(1));
        await using var batcher = Batcher(deaf, Impatient, () => fresh);
        var hung = Ask(batcher, 10);
        await deaf.BegunAsync();
        var waiting = Ask(batcher, 11);
        time.Advance(Impatient.RunLimit);
        Assert.True(deaf.WasInterrupted);
        Assert.False(hung.Task.IsCompleted);
        time.Advance(Impatient.InterruptionLimit);
        Assert.Equal("run-hung", (await Assert.ThrowsAsync<InferenceException>(() => hung.Task)).Code);
        Assert.Equal("circuit-open", (await Assert.ThrowsAsync<InferenceException>(() => waiting.Task)).Code);
        Assert.Equal("circuit-open", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 12).Task)).Code);
        time.Advance(Impatient.CircuitOpenFor);
        fresh.Go();
        var (answer, results) = Ask(batcher, 13);
        await answer;
        Assert.Equal(13, Assert.Single(results).Score);
        Assert.Equal((1, 1, 1, 1), (batcher.Stats.HungRuns, batcher.Stats.LostRuns, batcher.Stats.Failed, batcher.Stats.Completed));

        // The lost run ends after all: its answer reaches nobody, and its engine is let go.
        deaf.Go();
        await Eventually(() => deaf.Disposed && batcher.Stats.LostRuns == 0);
        Assert.Empty(hung.Results);
        Assert.Equal(13, Assert.Single(results).Score);
    }

    [Fact]
    public async Task Batches_NeverEndTooOften_ModelIsDownUntilOneReturns()
    {
        var engines = new[] { new HeldEngine(1) { Deaf = true }, new HeldEngine(1) { Deaf = true }, new HeldEngine(1) };
        var loaded = 0;
        await using var batcher = Batcher(engines[0], Impatient, () => engines[++loaded]);
        for (var round = 0; round < 2; round++)
        {
            var hung = Ask(batcher, 10);
            await engines[round].BegunAsync();
            time.Advance(Impatient.RunLimit);
            time.Advance(Impatient.InterruptionLimit);
            Assert.Equal("run-hung", (await Assert.ThrowsAsync<InferenceException>(() => hung.Task)).Code);
            time.Advance(Impatient.CircuitOpenFor);
        }

        Assert.True(batcher.Stats.Down);
        Assert.True(batcher.HandsOver());
        Assert.Equal("model-down", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 11).Task)).Code);
        engines[0].Go();
        await Eventually(() => !batcher.Stats.Down);
        engines[2].Go();
        await Ask(batcher, 12).Task;
        engines[1].Go();
        await Eventually(() => batcher.Stats.LostRuns == 0);
    }

    [Fact]
    public async Task Batch_EngineCannotBeLoadedAgain_CountsAsFailuresUntilItCan()
    {
        var (deaf, fresh) = (new HeldEngine(1) { Deaf = true }, new HeldEngine(1));
        var loads = 0;
        await using var batcher = Batcher(deaf, Impatient, () => ++loads < 3 ? throw new ModelException("model-file", "gone") : fresh);
        var hung = Ask(batcher, 10);
        await deaf.BegunAsync();
        time.Advance(Impatient.RunLimit);
        time.Advance(Impatient.InterruptionLimit);
        await Assert.ThrowsAsync<InferenceException>(() => hung.Task);
        for (var load = 0; load < 2; load++)
        {
            time.Advance(Impatient.CircuitOpenFor);
            Assert.Contains("gone", (await Assert.ThrowsAsync<InferenceException>(() => Ask(batcher, 11).Task)).Message, StringComparison.Ordinal);
            Assert.True(batcher.Stats.CircuitOpen);
        }

        time.Advance(Impatient.CircuitOpenFor);
        fresh.Go();
        await Ask(batcher, 12).Task;
        deaf.Go();
        await Eventually(() => deaf.Disposed);
    }

    [Fact]
    public async Task Dispose_WhileARunNeverEnds_EndsWhenItIsGivenUp()
    {
        var deaf = new HeldEngine(1) { Deaf = true };
        var batcher = Batcher(deaf, Impatient);
        var hung = Ask(batcher, 10);
        await deaf.BegunAsync();
        var closing = batcher.DisposeAsync().AsTask();
        time.Advance(Impatient.RunLimit);
        time.Advance(Impatient.InterruptionLimit);
        Assert.Equal("run-hung", (await Assert.ThrowsAsync<InferenceException>(() => hung.Task)).Code);
        await closing;
        deaf.Go();
        await Eventually(() => deaf.Disposed);
    }

    [Fact]
    public async Task Dispose_WhileBusy_FinishesTheBatchAndFailsTheQueue()
    {
        var engine = new HeldEngine(1);
        var batcher = Batcher(engine);
        var running = Ask(batcher, 10);
        await engine.BegunAsync();
        var queued = Ask(batcher, 11);
        var closing = batcher.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queued.Task);
        Assert.False(engine.Disposed);
        engine.Go();
        await running.Task;
        await closing;
        Assert.True(engine.Disposed);
        Assert.Throws<ObjectDisposedException>(() => { _ = Ask(batcher, 12); });
    }

    [Fact]
    public async Task Enqueue_ManyCallersAndCancellations_EveryRequestIsAnsweredOnce()
    {
        var seed = Environment.TickCount;
        var engine = new HeldEngine(1, 2, 4, 8);
        await using var batcher = new AdaptiveBatcher("test", engine, Never, new BatcherOptions { QueueCapacity = 64 }, TimeProvider.System, NullLogger.Instance);
        engine.Go(100_000);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed + caller);
            var frame = Pictures.Random(8 + caller, 8, caller);
            var results = new List<Detected>();
            var answered = 0;
            for (var round = 0; round < 500; round++)
            {
                using var cancel = new CancellationTokenSource();
                var task = batcher.EnqueueAsync(frame, (InferenceClass)random.Next(3), random.Next(4) == 0 ? TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan, results, cancel.Token);
                if (random.Next(3) == 0) await cancel.CancelAsync();
                try
                {
                    await task;
                    Assert.Equal(8 + caller, Assert.Single(results).Score);
                    answered++;
                }
                catch (OperationCanceledException)
                {
                }
                catch (InferenceException fault) when (fault.Error is InferenceError.DeadlinePassed)
                {
                }
            }

            return answered;
        })));
        var stats = batcher.Stats;
        Assert.True(stats.Requests == 4000 && stats.Requests == stats.Completed + stats.Cancelled + stats.Expired && stats.Completed == outcomes.Sum(), $"seed {seed}: {stats}");
        Assert.Equal(0, stats.Queued);
    }

    private static BatcherOptions Impatient { get; } = new() { RunLimit = TimeSpan.FromSeconds(5), InterruptionLimit = TimeSpan.FromSeconds(1), CircuitOpenFor = TimeSpan.FromSeconds(10), MaxLostRuns = 2 };

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition()) await Task.Delay(5, limit.Token);
    }

    private static IDetectorEngine Never() => throw new InvalidOperationException("no engine is to be loaded here");

    private AdaptiveBatcher Batcher(HeldEngine engine, BatcherOptions? options = null, Func<IDetectorEngine>? load = null) => new("test", engine, load ?? Never, options ?? new BatcherOptions(), time, NullLogger.Instance);

    private static (Task Task, List<Detected> Results) Ask(AdaptiveBatcher batcher, int width, InferenceClass urgency = InferenceClass.Live, TimeSpan? deadline = null, CancellationToken token = default)
    {
        var results = new List<Detected>();
        var frame = new FramePool(new I420Layout(width, 8), 1).TryRent()!;
        return (batcher.EnqueueAsync(frame, urgency, deadline ?? Timeout.InfiniteTimeSpan, results, token).AsTask(), results);
    }
}
