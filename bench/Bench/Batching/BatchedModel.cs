using System.Diagnostics;
using System.Runtime.InteropServices;
using Fresnel.Bench.Measuring;
using Fresnel.Inference.Batching;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Frames;
using Fresnel.Tests.Models;

namespace Fresnel.Bench.Batching;

/// <summary>A model, the sources that ask it, and the ways it is asked: adaptive, with a fixed batch, and bare.</summary>
internal sealed class BatchedModel : IAsyncDisposable
{
    /// <summary>How many ask.</summary>
    public const int Sources = 16;

    private readonly ModelFolder models;
    private readonly List<DetectorCatalog> catalogs = [];
    private readonly Dictionary<int, IDetector> detectors = [];

    public BatchedModel(ModelFolder models, string id)
    {
        this.models = models;
        Id = id;
        var pool = new FramePool(new I420Layout(320, 240), Sources);
        Frames = [.. Enumerable.Range(0, Sources).Select(source => Filled(pool, source))];
    }

    /// <summary>The model's id, which the rows begin with.</summary>
    public string Id { get; }

    /// <summary>A picture for each source.</summary>
    public IReadOnlyList<Frame> Frames { get; }

    /// <summary>Batch sizes of the model.</summary>
    public IReadOnlyList<int> Sizes => models.Catalog.Find(Id).Buckets;

    /// <summary>The batcher as the node uses it (0), or with a fixed batch; opened once.</summary>
    public async Task<IDetector> DetectorAsync(int fixedBatch, CancellationToken cancel)
    {
        if (detectors.TryGetValue(fixedBatch, out var open)) return open;
        var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        catalogs.Add(catalog);
        return detectors[fixedBatch] = await catalog.OpenAsync(Id, new DetectorOptions { Batching = new BatcherOptions { FixedBatch = fixedBatch } }, cancel);
    }

    /// <summary>The engine without a batcher.</summary>
    public IDetectorEngine Engine() => DetectorEngines.BuiltIn.Create(models.Catalog.Find(Id), new ModelSessionOptions());

    /// <summary>Median time of the bare call on one picture, one call after the other.</summary>
    public TimeSpan BareCall()
    {
        using var engine = Engine();
        var request = new DetectionRequest[] { new(Frames[0], []) };
        var times = new double[30];
        for (var call = -5; call < times.Length; call++)
        {
            request[0].Results.Clear();
            var begun = Stopwatch.GetTimestamp();
            engine.DetectBatch(request);
            if (call >= 0) times[call] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return TimeSpan.FromMilliseconds(Medians.Median(times));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var detector in detectors.Values) await detector.DisposeAsync();
        foreach (var catalog in catalogs) await catalog.DisposeAsync();
    }

    private static Frame Filled(FramePool pool, int seed)
    {
        var frame = pool.TryRent() ?? throw new InvalidOperationException("the pool is too small");
        new Random(seed).NextBytes(MemoryMarshal.AsMemory(frame.Data).Span);
        return frame;
    }
}
