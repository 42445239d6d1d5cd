using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Hog;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Tests.Hog;

public sealed class HogDetectorEngineTests
{
    public static TheoryData<int> Facts => [.. Enumerable.Range(0, GoldenFacts.Read<GoldenFacts.Searched>("detected.json").Length)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void DetectBatch_AMadeUpPicture_FindsWhatDetectMultiScaleFinds(int number)
    {
        var fact = GoldenFacts.Read<GoldenFacts.Searched>("detected.json")[number];
        using var engine = PeopleHog.Engine(fact.HitThreshold);
        PeopleHog.AssertSame(fact.Groups, PeopleHog.Detect(engine, TestPicture.Frame(fact.Width, fact.Height)));
    }

    [DemoVideoFact]
    public async Task DetectBatch_FramesOfTheVideo_FindsWhatDetectMultiScaleFinds()
    {
        var facts = GoldenFacts.Read<GoldenFacts.OfVideo>("vtest.json");
        using var engine = PeopleHog.Engine();
        foreach (var fact in facts) PeopleHog.AssertSame(fact.Groups, PeopleHog.Detect(engine, await TestVideo.FrameAsync(fact.Frame)));
    }

    [Fact]
    public void DetectBatch_SeveralFramesOfSeveralSizes_GivesWhatEachAloneGives()
    {
        using var engine = PeopleHog.Engine(-1.4f);
        var frames = new[] { TestPicture.Frame(384, 320), TestPicture.Frame(301, 243), TestPicture.Frame(384, 320), TestPicture.Frame(40, 60) };
        var requests = frames.Select(frame => new DetectionRequest(frame, [])).ToArray();
        engine.DetectBatch(requests);
        Assert.NotEmpty(requests[0].Results);
        Assert.Empty(requests[3].Results);
        foreach (var request in requests)
        {
            using var fresh = PeopleHog.Engine(-1.4f, threads: 1);
            Assert.Equal(PeopleHog.Detect(fresh, request.Frame), request.Results);
        }
    }

    [Fact]
    public void DetectBatch_LevelsOfOneTensorSize_GivesWhatEachLevelAloneGives()
    {
        // A step this small makes several levels of the same cells, which share a binding.
        var settings = new HogSettings { ScaleStep = 1.01, MaxLevels = 12, HitThreshold = -1.6f, GroupThreshold = 0 };
        Assert.True(new HogPlan(new(301, 243), settings).Runs.Length < HogLevel.Pyramid(301, 243, settings).Count);
        using var together = PeopleHog.Engine(settings);
        var frame = TestPicture.Frame(301, 243);
        var expected = new List<Detected>();
        foreach (var level in HogLevel.Pyramid(301, 243, settings))
        {
            var before = HogLevel.Pyramid(301, 243, settings).Count(other => other.Scale <= level.Scale);
            using var single = PeopleHog.Engine(settings with { MinScale = level.Scale, MaxLevels = before }, threads: 1);
            expected.AddRange(PeopleHog.Detect(single, frame));
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(Comparer<Detected>.Create(Compare)), PeopleHog.Detect(together, frame).Order(Comparer<Detected>.Create(Compare)));
    }

    [Fact]
    public void DetectBatch_InSteadyState_AllocatesNothing()
    {
        // One thread, so that everything happens on this one.
        using var engine = PeopleHog.Engine(-1.4f, threads: 1);
        var frame = TestPicture.Frame(301, 243);
        var results = new List<Detected>();
        var requests = new[] { new DetectionRequest(frame, results) };
        long allocated = 0;
        for (var round = 0; round < 6; round++)
        {
            results.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            engine.DetectBatch(requests);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.NotEmpty(results);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void DetectBatch_WiderStride_FindsNoWindowOffItsGrid()
    {
        var settings = new HogSettings { ScaleStep = 2, Stride = 16, HitThreshold = -2.5f, GroupThreshold = 0 };
        using var engine = PeopleHog.Engine(settings);
        var found = PeopleHog.Detect(engine, TestPicture.Frame(301, 243));
        Assert.NotEmpty(found);
        Assert.All(found, hit => Assert.Equal((0, 0), (hit.Box.X % 16, hit.Box.Y % 16)));
    }

    [Fact]
    public void DetectBatch_MinScale_LeavesSmallPeopleOut()
    {
        var settings = new HogSettings { MinScale = 1.3, HitThreshold = -2, GroupThreshold = 0 };
        using var engine = PeopleHog.Engine(settings);
        var found = PeopleHog.Detect(engine, TestPicture.Frame(384, 320));
        Assert.NotEmpty(found);
        Assert.All(found, hit => Assert.True(hit.Box.Height >= 128 * 1.3 - 1, $"height {hit.Box.Height}"));
    }

    [Theory]
    [InlineData("scale_step: 1.05", "scale_step: 3", "scale_step is '3'; allowed: a number from 1.01 to 2")]
    [InlineData("stride: 8", "stride: 12", "stride is '12'; allowed: 8, 16, 24 or 32")]
    [InlineData("stride: 8", "strides: 8", "unknown key 'decoder.settings.strides'")]
    [InlineData("labels: [person]", "labels: [person, dog]", "labels has 2 names; allowed: 1")]
    public void Create_SettingsThatCannotBe_AreRefusedByName(string text, string instead, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("people-hog-");
        try
        {
            File.Copy(PeopleHog.Manifest.ModelPath, Path.Combine(folder.FullName, "people-hog.onnx"));
            var path = Path.Combine(folder.FullName, ModelManifestReader.FileName);
            File.WriteAllText(path, File.ReadAllText(PeopleHog.Manifest.ManifestPath).Replace(text, instead, StringComparison.Ordinal));
            var fault = Assert.Throws<ModelException>(() => DetectorEngines.BuiltIn.Create(ModelManifestReader.Read(path), new ModelSessionOptions()).Dispose());
            Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Compare(Detected one, Detected other) =>
        (one.Score, one.Box.Y, one.Box.X, one.Box.Height).CompareTo((other.Score, other.Box.Y, other.Box.X, other.Box.Height));
}
