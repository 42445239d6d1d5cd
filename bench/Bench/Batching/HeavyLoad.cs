using System.Diagnostics;
using Fresnel.Bench.Measuring;
using Fresnel.Bench.Reports;
using Fresnel.Inference;
using Fresnel.Inference.Detection;

namespace Fresnel.Bench.Batching;

/// <summary>
/// Eight live sources, each at a camera's rate with the time to its next frame as deadline; four people who ask now and then; and four sources of batch work
/// with as many requests under way as they may: they take whatever is left.
/// </summary>
internal sealed class HeavyLoad(BenchRun run, BatchedModel model)
{
    private const int Live = 8;
    private const int Interactive = 4;
    private const int UnderWay = 8;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    public async Task RunAsync(CancellationToken cancel)
    {
        var name = $"{model.Id}, heavy load: live p95";
        if (!run.Wants(name)) return;
        var detector = await model.DetectorAsync(0, cancel);
        var bare = model.BareCall();

        // Cameras ask for two fifths of the model at most, at 20, 10, 5, 2 or 1 frames a second each.
        var rate = new[] { 20, 10, 5, 2 }.FirstOrDefault(rate => Live * rate * bare.TotalSeconds <= 0.4, 1);
        var deadline = TimeSpan.FromSeconds(1.0 / rate);
        List<double> shares = [], late = [], total = [];
        await run.AgainstAsync(
            new Measure(name, "ms", Better.Lower, 1.0),
            deadline.TotalMilliseconds,
            async ct =>
            {
                var (times, pictures) = await LoadAsync(detector, deadline, ct);
                shares.Add(100.0 * pictures[(int)InferenceClass.Batch] / pictures.Sum());
                late.Add(100.0 * times.Count(time => time > deadline.TotalMilliseconds) / times.Count);
                total.Add(pictures.Sum() / Length.TotalSeconds);
                return Medians.Quantile(times, 0.95);
            },
            cancel);
        run.Add(new BenchRow($"{model.Id}, heavy load: batch work's share", Medians.Median(shares), "%", null, null, null));
        run.Note($"{name}: {Live} cameras at {rate} frames/s, deadline {deadline.TotalMilliseconds:0} ms, a bare call takes {bare.TotalMilliseconds:0.0} ms; {Medians.Median(total):0} pictures/s in all, {Medians.Median(late):0.##} % of the live answers late or none");
    }

    private async Task<(List<double> LiveMs, long[] Pictures)> LoadAsync(IDetector detector, TimeSpan deadline, CancellationToken cancel)
    {
        var times = new List<double>();
        var pictures = new long[3];
        var begun = Stopwatch.GetTimestamp();
        var sources = new List<Task>();
        for (var source = 0; source < BatchedModel.Sources; source++)
        {
            var (number, urgency) = (source, source < Live ? InferenceClass.Live : source < Live + Interactive ? InferenceClass.Interactive : InferenceClass.Batch);
            for (var lane = 0; lane < (urgency is InferenceClass.Batch ? UnderWay : 1); lane++) sources.Add(Task.Run(() => AskAsync(number, urgency), cancel));
        }

        await Task.WhenAll(sources);
        return (times, pictures);

        async Task AskAsync(int source, InferenceClass urgency)
        {
            var results = new List<Detected>();
            var every = urgency switch { InferenceClass.Live => deadline, InferenceClass.Interactive => 5 * deadline, _ => TimeSpan.Zero };
            for (var due = every * source / BatchedModel.Sources; due < Length && Stopwatch.GetElapsedTime(begun) < Length; due += every)
            {
                if (due - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } left && urgency is not InferenceClass.Batch) await Task.Delay(left, cancel);
                var asked = Stopwatch.GetTimestamp();
                var answered = await AnsweredAsync(source, urgency, results);
                var took = answered ? Stopwatch.GetElapsedTime(asked).TotalMilliseconds : double.MaxValue;
                if (answered) Interlocked.Increment(ref pictures[(int)urgency]);
                if (urgency is not InferenceClass.Live) continue;
                lock (times) times.Add(took);
            }
        }

        async Task<bool> AnsweredAsync(int source, InferenceClass urgency, List<Detected> results)
        {
            try
            {
                await detector.DetectAsync(model.Frames[source], urgency, urgency is InferenceClass.Live ? deadline : Timeout.InfiniteTimeSpan, results, cancel);
                return true;
            }
            catch (InferenceException fault) when (fault.Error is InferenceError.DeadlinePassed)
            {
                return false;
            }
        }
    }
}
