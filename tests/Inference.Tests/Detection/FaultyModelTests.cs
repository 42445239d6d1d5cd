using System.Diagnostics;
using Fresnel.Inference.Batching;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Sessions;
using Fresnel.Inference.Tests.Support;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Detection;

/// <summary>Real graphs that throw, give NaN, loop or never return while the picture is white, and the model beside them.</summary>
public sealed class FaultyModelTests : IDisposable
{
    /// <summary>Nothing here takes so long: a run that is waited for without end fails its test, and does not hold up the others.</summary>
    private const int TooLongMs = 120_000;
    private static readonly Frame Dark = Pictures.Random(64, 64, 1);
    private static readonly Frame White = Pictures.Filled(64, 64, 235);
    private readonly ModelFolder models = new();

    [Theory(Timeout = TooLongMs)]
    [InlineData("throwing", "run-failed", 0)]
    [InlineData("nan", "non-finite-output", 3)]
    public async Task Detect_ModelThatFails_IsCountedOpensTheCircuitAndRecovers(string kind, string code, long nonFinite)
    {
        models.Add("faulty", kind == "nan" ? FaultyModels.NaN() : FaultyModels.Throwing(), TinyModels.FaultyManifest);
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var faulty = await catalog.OpenAsync("faulty", Options());
        await using var other = await catalog.OpenAsync("tiny", Options());
        Assert.NotEmpty(await FindAsync(faulty, Dark));
        for (var failure = 0; failure < 3; failure++)
        {
            Assert.Equal(code, await CodeAsync(faulty, White));
            Assert.NotEmpty(await FindAsync(other, White));
        }

        Assert.Equal("circuit-open", await CodeAsync(faulty, Dark));
        Assert.Equal((3, 1, nonFinite, true), (faulty.Stats.Failed, faulty.Stats.Refused, faulty.Stats.NonFiniteOutputs, faulty.Stats.CircuitOpen));
        Assert.NotEmpty(await FindAsync(other, Dark));
        await RecoverAsync(faulty);
        Assert.False(faulty.Stats.CircuitOpen);
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Detect_RunThatLoops_IsInterruptedAndTheSameSessionGoesOn()
    {
        models.Add("faulty", FaultyModels.Looping(), TinyModels.FaultyManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var faulty = await catalog.OpenAsync("faulty", Options());
        var before = await FindAsync(faulty, Dark);
        Assert.Equal("run-failed", await CodeAsync(faulty, White));
        Assert.Equal((0, 0), (faulty.Stats.HungRuns, faulty.Stats.LostRuns));
        Assert.Equal(before, await FindAsync(faulty, Dark));
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Detect_RunThatNeverReturns_IsGivenUpAndAFreshSessionAnswers()
    {
        models.Add("faulty", FaultyModels.Stuck(100_000), TinyModels.FaultyManifest);
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var faulty = await catalog.OpenAsync("faulty", Options());
        await using var other = await catalog.OpenAsync("tiny", Options());
        var before = await FindAsync(faulty, Dark);
        var stuck = CodeAsync(faulty, White);
        var waiting = CodeAsync(faulty, Dark, deadline: TimeSpan.FromMilliseconds(300));
        Assert.Equal("deadline-passed", await waiting);
        while (!stuck.IsCompleted) Assert.NotEmpty(await FindAsync(other, White));
        Assert.Equal("run-hung", await stuck);
        Assert.Equal((1, 1, true, false), (faulty.Stats.HungRuns, faulty.Stats.LostRuns, faulty.Stats.CircuitOpen, faulty.Stats.Down));
        Assert.Equal(before, await RecoverAsync(faulty));
        Assert.Equal(1, faulty.Stats.LostRuns);

        // The lost thread has an end, and what it found reaches nobody.
        await EventuallyAsync(() => faulty.Stats.LostRuns == 0);
        Assert.Equal(before, await FindAsync(faulty, Dark));
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Detect_TooManyRunsNeverReturn_ModelStaysDownUntilOneDoes()
    {
        models.Add("faulty", FaultyModels.Stuck(100_000), TinyModels.FaultyManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using var faulty = await catalog.OpenAsync("faulty", Options(mostLost: 1));
        var before = await FindAsync(faulty, Dark);
        Assert.Equal("run-hung", await CodeAsync(faulty, White));
        Assert.True(faulty.Stats.Down);
        Assert.Equal("model-down", await CodeAsync(faulty, Dark));
        await EventuallyAsync(() => !faulty.Stats.Down);
        Assert.Equal(before, await RecoverAsync(faulty));
    }

    [Fact(Timeout = TooLongMs)]
    public async Task Detect_ModelWithAFallback_HandsOverWhileItsCircuitIsOpen()
    {
        models.Add("faulty", FaultyModels.NaN(), TinyModels.FaultyManifest, text => text.Replace("[cat, dog]", "[horse, cat]", StringComparison.Ordinal) + "\nfallback: spare");
        models.Add("spare", TinyModels.Yolo(), TinyModels.YoloManifest);
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using (var faulty = await catalog.OpenAsync("faulty", Options(openFor: TimeSpan.FromSeconds(2))))
        {
            for (var failure = 0; failure < 3; failure++) Assert.Equal("non-finite-output", await CodeAsync(faulty, White));
            var found = await FindAsync(faulty, Dark);

            // The spare's cats are the first of its labels and the second of the other's; its dogs have no label there.
            await using var spare = await catalog.OpenAsync("spare", Options());
            var all = await FindAsync(spare, Dark);
            Assert.Equal([0, 1], all.Select(one => one.Label).Distinct().Order());
            Assert.Equal(all.Where(one => one.Label == 0).Select(one => one with { Label = 1 }), found);
            Assert.NotEmpty(found);
            Assert.Equal((1, 0, 3), (faulty.Stats.FellBack, faulty.Stats.Refused, faulty.Stats.Failed));
            Assert.NotEmpty(await RecoverAsync(faulty));
            Assert.Equal(1, faulty.Stats.FellBack);
        }

        Assert.Empty(catalog.Loaded);
    }

    [Theory(Timeout = TooLongMs)]
    [InlineData("fallback: nothing", "There is no model 'nothing'")]
    [InlineData("fallback: faulty", "fallback is 'faulty'; allowed: another model")]
    [InlineData("fallback: spare", "its fallback spare has none of its labels")]
    public async Task Open_FallbackThatCannotBe_IsRefusedAndNothingStaysLoaded(string line, string expected)
    {
        models.Add("faulty", TinyModels.Yolo(), TinyModels.YoloManifest, text => text + "\n" + line);
        models.Add("spare", TinyModels.Yolo(), TinyModels.YoloManifest, text => text.Replace("[cat, dog]", "[horse, cow]", StringComparison.Ordinal));
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ModelException>(() => catalog.OpenAsync("faulty", Options()));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Empty(catalog.Loaded);
    }

    public void Dispose() => models.Dispose();

    private static DetectorOptions Options(int mostLost = 3, TimeSpan? openFor = null) => new()
    {
        Session = new ModelSessionOptions { Threads = 1 },
        Batching = new BatcherOptions
        {
            CircuitFailures = 3,
            CircuitOpenFor = openFor ?? TimeSpan.FromMilliseconds(300),
            RunLimit = TimeSpan.FromSeconds(1),
            InterruptionLimit = TimeSpan.FromMilliseconds(200),
            MaxLostRuns = mostLost,
        },
    };

    private static async Task<List<Detected>> FindAsync(IDetector detector, Frame frame)
    {
        var results = new List<Detected>();
        await detector.DetectAsync(frame, InferenceClass.Live, Timeout.InfiniteTimeSpan, results, default);
        return results;
    }

    private static async Task<string> CodeAsync(IDetector detector, Frame frame, TimeSpan? deadline = null)
    {
        var results = new List<Detected>();
        var fault = await Assert.ThrowsAsync<InferenceException>(() => detector.DetectAsync(frame, InferenceClass.Live, deadline ?? Timeout.InfiniteTimeSpan, results, default).AsTask());
        Assert.Empty(results);
        return fault.Code;
    }

    /// <summary>Asks until the model answers again.</summary>
    private static async Task<List<Detected>> RecoverAsync(IDetector detector)
    {
        await EventuallyAsync(() => detector.Stats is { CircuitOpen: false, Down: false });
        return await FindAsync(detector, Dark);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var begun = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(begun.Elapsed < TimeSpan.FromMinutes(2), "not within two minutes");
            await Task.Delay(20);
        }
    }
}
