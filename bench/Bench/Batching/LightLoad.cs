using System.Diagnostics;
using Fresnel.Bench.Measuring;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;

namespace Fresnel.Bench.Batching;

/// <summary>All sources together ask for a sixth of what the model can do: the median answer against the median bare call at the same rate, from a thread of its own.</summary>
internal sealed class LightLoad(BenchRun run, BatchedModel model)
{
    private const int Share = 6;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1.5);

    public async Task RunAsync(CancellationToken cancel)
    {
        var measure = new Measure($"{model.Id}, light load: p50", "ms", Better.Lower, 1 / 1.05);
        if (!run.Wants(measure.Name)) return;

        // A call after a pause costs more than one of many: both sides pause alike.
        var pause = model.BareCall() * Share;
        var detector = await model.DetectorAsync(0, cancel);
        await run.CompareAsync(measure, async ct => await Task.Factory.StartNew(() => Bare(pause, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default), ct => BatchedAsync(detector, pause, ct), cancel);
        run.Note($"{measure.Name}: a request every {pause.TotalMilliseconds:0.#} ms, of {BatchedModel.Sources} sources in turn");
    }

    private double Bare(TimeSpan pause, CancellationToken cancel)
    {
        using var engine = model.Engine();
        var request = new DetectionRequest[] { new(model.Frames[0], []) };
        var times = new List<double>();
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < Length;)
        {
            cancel.WaitHandle.WaitOne(pause);
            request[0] = new(model.Frames[times.Count % BatchedModel.Sources], request[0].Results);
            request[0].Results.Clear();
            var asked = Stopwatch.GetTimestamp();
            engine.DetectBatch(request);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return Medians.Median(times);
    }

    private async Task<double> BatchedAsync(IDetector detector, TimeSpan pause, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, BatchedModel.Sources).Select(source => Task.Run(() => SourceAsync(source), cancel)));
        return Medians.Median(all.SelectMany(static times => times));

        async Task<List<double>> SourceAsync(int source)
        {
            var times = new List<double>();
            var results = new List<Detected>();
            var every = pause * BatchedModel.Sources;
            for (var due = pause * source; due < Length; due += every)
            {
                if (due - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } left) await Task.Delay(left, cancel);
                var asked = Stopwatch.GetTimestamp();
                await detector.DetectAsync(model.Frames[source], (InferenceClass)(source % 3), Timeout.InfiniteTimeSpan, results, cancel);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return times;
        }
    }
}
