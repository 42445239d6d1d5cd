using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Sessions;
using Fresnel.Inference.Tests.Support;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Engines;

public sealed class TensorDetectorEngineTests
{
    private static readonly ModelSessionOptions Options = new() { Threads = 1 };

    [Fact]
    public void DetectBatch_EverySizeOfBatch_EqualsSingle()
    {
        using var models = new ModelFolder();
        using var engine = DetectorEngines.BuiltIn.Create(models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest), Options);
        var frames = Enumerable.Range(0, 8).Select(index => Pictures.Random(40 + (7 * index), 90 - (9 * index), seed: index)).ToArray();
        var single = frames.Select(frame => Detect(engine, frame)[0]).ToArray();
        Assert.All(single, found => Assert.NotEmpty(found));
        Assert.Equal(8, single.Select(found => found[0].Score).Distinct().Count());
        for (var count = 1; count <= 8; count++)
        {
            var batched = Detect(engine, frames[..count]);
            for (var index = 0; index < count; index++) AssertSame(single[index], batched[index]);
        }
    }

    [Fact]
    public void DetectBatch_SteadyState_AllocatesNothingManaged()
    {
        using var models = new ModelFolder();
        using var engine = DetectorEngines.BuiltIn.Create(models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest), Options);
        var requests = Enumerable.Range(0, 3).Select(index => new DetectionRequest(Pictures.Random(50, 60, index), [])).ToArray();
        for (var round = 0; round < 3; round++) Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10; round++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            foreach (var request in requests) request.Results.Clear();
            engine.DetectBatch(requests);
        }
    }

    [Fact]
    public void DetectBatch_NanInTheOutput_IsATypedError()
    {
        using var models = new ModelFolder();
        using var engine = DetectorEngines.BuiltIn.Create(models.Add("tiny", TinyModels.Yolo(weight: float.NaN), TinyModels.YoloManifest), Options);
        var fault = Assert.Throws<InferenceException>(() => Detect(engine, Pictures.Random(32, 32, 1)));
        Assert.Equal(InferenceError.NonFiniteOutput, fault.Error);
        Assert.Equal("Model tiny: output 'boxes' holds NaN or infinity.", fault.Message);
    }

    private static List<Detected>[] Detect(IDetectorEngine engine, params Frame[] frames)
    {
        var requests = frames.Select(frame => new DetectionRequest(frame, [])).ToArray();
        engine.DetectBatch(requests);
        return [.. requests.Select(request => request.Results)];
    }

    /// <summary>Kernels may sum in another order for another batch size: scores within 0.00001, corners within 0.001 pixels.</summary>
    private static void AssertSame(List<Detected> expected, List<Detected> found)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach (var (one, other) in expected.Zip(found))
        {
            Assert.Equal(one.Label, other.Label);
            Assert.Equal(one.Score, other.Score, 0.00001);
            Assert.Equal(one.Box.Left, other.Box.Left, 0.001);
            Assert.Equal(one.Box.Top, other.Box.Top, 0.001);
            Assert.Equal(one.Box.Right, other.Box.Right, 0.001);
            Assert.Equal(one.Box.Bottom, other.Box.Bottom, 0.001);
        }
    }
}
