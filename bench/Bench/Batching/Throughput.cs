using System.Diagnostics;
using System.Globalization;
using Fresnel.Bench.Measuring;
using Fresnel.Inference.Detection;

namespace Fresnel.Bench.Batching;

/// <summary>Every source asks again as soon as it is answered, with two requests under way: pictures a second, adaptive against the best of the fixed batch sizes.</summary>
internal sealed class Throughput(BenchRun run, BatchedModel model)
{
    private const int UnderWay = 2;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1.5);

    public async Task RunAsync(CancellationToken cancel)
    {
        var measure = new Measure($"{model.Id}, throughput", "pictures/s", Better.Higher, 0.95);
        if (!run.Wants(measure.Name)) return;
        var rates = new List<(int Size, double Rate)>();
        for (var round = 0; round < 2; round++)
        {
            foreach (var size in model.Sizes) rates.Add((size, await RateAsync(size, cancel)));
        }

        var found = rates.GroupBy(rate => rate.Size, rate => rate.Rate, (size, of) => (Size: size, Rate: of.Max())).ToArray();
        var best = found.MaxBy(rate => rate.Rate).Size;
        await run.CompareAsync(measure, ct => RateAsync(best, ct), ct => RateAsync(0, ct), cancel);
        var list = string.Join(", ", found.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Size}: {rate.Rate:0}")));
        run.Note($"{measure.Name}: the best fixed batch is {best}; pictures/s with fixed batches {list}; the adaptive batches had {(await model.DetectorAsync(0, cancel)).Stats.MeanBatchSize:0.0} pictures on average over all loads");
    }

    private async Task<double> RateAsync(int fixedBatch, CancellationToken cancel)
    {
        var detector = await model.DetectorAsync(fixedBatch, cancel);
        long pictures = 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, BatchedModel.Sources * UnderWay).Select(lane => Task.Run(() => AskAsync(lane % BatchedModel.Sources), cancel)));
        return pictures / Stopwatch.GetElapsedTime(begun).TotalSeconds;

        async Task AskAsync(int source)
        {
            var results = new List<Detected>();
            while (Stopwatch.GetElapsedTime(begun) < Length)
            {
                await detector.DetectAsync(model.Frames[source], InferenceClass.Batch, Timeout.InfiniteTimeSpan, results, cancel);
                Interlocked.Increment(ref pictures);
            }
        }
    }
}
