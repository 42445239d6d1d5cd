using Fresnel.Inference.Batching;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Sessions;
using Fresnel.Inference.Tests.Support;

namespace Fresnel.Inference.Tests.Detection;

[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;

/// <summary>Runs by itself: one test counts what the whole process allocates.</summary>
[Collection(nameof(RunsAlone))]
public sealed class DetectorCatalogTests
{
    private static readonly DetectorOptions Options = new() { Session = new ModelSessionOptions { Threads = 1 } };

    [Fact]
    public async Task Detect_SteadyState_AllocatesNothingARequest()
    {
        using var models = new ModelFolder();
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var detector = await catalog.OpenAsync("tiny", Options);
        var frame = Pictures.Random(64, 48, 1);
        var results = new List<Detected>();
        using var never = new CancellationTokenSource();
        await RunAsync(500);
        const int Requests = 4000;
        var least = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await RunAsync(Requests);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Requests);
        }

        // The test host's own threads allocate now and then meanwhile; one object a request would be 24 bytes at least, in every round.
        Assert.InRange(least, 0, 12);

        async Task RunAsync(int count)
        {
            for (var index = 0; index < count; index++)
            {
                await detector.DetectAsync(frame, InferenceClass.Live, TimeSpan.FromMinutes(10), results, never.Token);
            }
        }
    }

    [Fact]
    public async Task Open_Twice_SharesOneSessionUntilTheLastIsDisposed()
    {
        using var models = new ModelFolder();
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        var one = await catalog.OpenAsync("tiny", Options);
        var two = await catalog.OpenAsync("tiny", Options);
        var frame = Pictures.Random(64, 48, 1);
        var results = new List<Detected>();
        await one.DetectAsync(frame, InferenceClass.Live, Timeout.InfiniteTimeSpan, results, default);
        Assert.Equal(1, two.Stats.Completed);
        await one.DisposeAsync();
        await one.DisposeAsync();
        await two.DetectAsync(frame, InferenceClass.Live, Timeout.InfiniteTimeSpan, results, default);
        Assert.Equal(2, two.Stats.Completed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.DetectAsync(frame, InferenceClass.Live, Timeout.InfiniteTimeSpan, results, default));
        await two.DisposeAsync();
        await using var three = await catalog.OpenAsync("tiny", Options);
        Assert.Equal(0, three.Stats.Completed);
    }

    [Fact]
    public async Task Open_Model_SaysWhatIsLoadedAndWhereItRuns()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var detector = await catalog.OpenAsync("tiny", Options);
        Assert.Equal(("tiny", "1.0.0", manifest.Sha256, "CPU"), (detector.Info.Id, detector.Info.Version, detector.Info.Sha256, detector.Info.Provider));
        Assert.Equal(["cat", "dog"], detector.Info.Labels);
    }

    [Fact]
    public async Task Open_UnknownModelOrOptionOutOfRange_IsRefusedAndTheCatalogGoesOn()
    {
        using var models = new ModelFolder();
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        Assert.Equal("unknown-model", (await Assert.ThrowsAsync<ModelException>(() => catalog.OpenAsync("nothing"))).Code);
        var threads = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => catalog.OpenAsync("tiny", new DetectorOptions { Session = new ModelSessionOptions { Threads = -1 } }));
        Assert.StartsWith("Threads is -1; allowed: 0 to 256.", threads.Message, StringComparison.Ordinal);
        var queue = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => catalog.OpenAsync("tiny", new DetectorOptions { Batching = new BatcherOptions { QueueCapacity = 0 } }));
        Assert.StartsWith("QueueCapacity is 0; allowed: 1 to 65536.", queue.Message, StringComparison.Ordinal);
        await using var detector = await catalog.OpenAsync("tiny", Options);
        Assert.Equal("tiny", detector.Info.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Detect_FixedBatch_AnswerDoesNotDependOnTheCompany(int size)
    {
        using var models = new ModelFolder();
        models.Add("sociable", TinyModels.Sociable(), TinyModels.YoloManifest, text => text.Replace("score: 0.1", "score: 0.001", StringComparison.Ordinal));
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var detector = await catalog.OpenAsync("sociable", new DetectorOptions { Session = Options.Session, Batching = new BatcherOptions { FixedBatch = size } });
        var frame = Pictures.Random(64, 48, 1);
        var alone = new List<Detected>();
        await detector.DetectAsync(frame, InferenceClass.Batch, Timeout.InfiniteTimeSpan, alone, default);
        Assert.NotEmpty(alone);
        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 11).Select(async _ =>
            {
                var found = new List<Detected>();
                await detector.DetectAsync(frame, InferenceClass.Batch, Timeout.InfiniteTimeSpan, found, default);
                return found;
            }));
            Assert.All(answers, found => Assert.Equal(alone, found));
        }

        Assert.InRange(detector.Stats.MeanBatchSize, 1, size);
    }

    [Fact]
    public async Task Open_FixedBatchBeyondTheModels_IsRefused()
    {
        using var models = new ModelFolder();
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ModelException>(() => catalog.OpenAsync("tiny", new DetectorOptions { Batching = new BatcherOptions { FixedBatch = 9 } }));
        Assert.Equal("Model tiny: FixedBatch is 9; allowed: 0 to 8, the largest batch of its manifest.", fault.Message);
    }

    [Fact]
    public async Task Detect_ManyCallersAtOnce_EachGetsItsOwnAnswer()
    {
        using var models = new ModelFolder();
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var detector = await catalog.OpenAsync("tiny", Options);
        var frames = Enumerable.Range(0, 6).Select(index => Pictures.Random(48 + index, 40, index)).ToArray();
        var expected = new List<Detected>[frames.Length];
        for (var index = 0; index < frames.Length; index++)
        {
            expected[index] = [];
            await detector.DetectAsync(frames[index], InferenceClass.Interactive, Timeout.InfiniteTimeSpan, expected[index], default);
        }

        await Task.WhenAll(Enumerable.Range(0, frames.Length).Select(index => Task.Run(async () =>
        {
            var results = new List<Detected>();
            for (var round = 0; round < 100; round++)
            {
                await detector.DetectAsync(frames[index], InferenceClass.Batch, Timeout.InfiniteTimeSpan, results, default);
                Assert.Equal(expected[index].Select(found => found.Label), results.Select(found => found.Label));
                Assert.Equal(expected[index][0].Score, results[0].Score, 0.00001);
            }
        })));
        Assert.Equal(606, detector.Stats.Completed);
    }
}
