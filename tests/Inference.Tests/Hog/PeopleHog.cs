using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Hog;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Hog;

/// <summary>The shipped model, opened from the checkout.</summary>
internal static class PeopleHog
{
    public static ModelManifest Manifest { get; } = ModelManifestReader.Read(Path.Combine(Repository.Root, "models", "people-hog", ModelManifestReader.FileName));

    public static IDetectorEngine Engine(float? hitThreshold = null, int threads = 2) =>
        DetectorEngines.BuiltIn.Create(With(hitThreshold), new ModelSessionOptions { Threads = threads });

    public static HogDetectorEngine Engine(HogSettings settings, int threads = 2) =>
        new(new SessionPool([.. Enumerable.Range(0, threads).Select(_ => ModelSession.Open(Manifest, new ModelSessionOptions { Threads = 1 }))]), settings, threads);

    public static List<Detected> Detect(IDetectorEngine engine, Frame frame)
    {
        var results = new List<Detected>();
        engine.DetectBatch([new DetectionRequest(frame, results)]);
        return results;
    }

    /// <summary>The same boxes in the same order, and weights within what the graph may differ from OpenCV.</summary>
    public static void AssertSame(double[][] expected, List<Detected> found)
    {
        Assert.Equal(expected.Length, found.Count);
        for (var index = 0; index < expected.Length; index++)
        {
            var (box, fact) = (found[index].Box, expected[index]);
            Assert.Equal((fact[0], fact[1], fact[2], fact[3]), (box.X, box.Y, box.Width, box.Height));
            Assert.Equal(fact[4], found[index].Score, 0.002);
        }
    }

    // A manifest is read anew for each engine: an engine closes its settings' section.
    private static ModelManifest With(float? hitThreshold)
    {
        var manifest = ModelManifestReader.Read(Manifest.ManifestPath);
        return hitThreshold is { } score ? manifest with { Thresholds = manifest.Thresholds with { Score = score } } : manifest;
    }
}
