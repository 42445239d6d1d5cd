using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Sessions;
using Fresnel.Inference.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Inference.Tests.Decoders;

/// <summary>Every decoder behind a real graph whose output is the picture itself, stretched: from denormal numbers to infinity and NaN.</summary>
public sealed class DecoderProperties(ITestOutputHelper output)
{
    private const int Rounds = 40;

    public static TheoryData<string, string, int, string> Heads => new()
    {
        { "{ name: yolo, settings: { head: v5 } }", "512, 6", 1, "0.1" },
        { "{ name: yolo, settings: { head: v8 } }", "6, 512", 2, "0.1" },
        { "{ name: yolo, settings: { head: v8 } }", "6, 512", 2, "-5" },
        { "{ name: yolo, settings: { head: v10 } }", "512, 6", 90, "0.1" },
        { "{ name: fastestdet }", "6, 16, 32", 1, "0.1" },
        { "{ name: fastestdet }", "6, 16, 32", 1, "-1" },
        { "{ name: ultraface, settings: { scores: output, boxes: boxes } }", "512, 2", 1, "0.1" },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public void DetectBatch_AnyNumbers_BoxesLieInThePictureOrTheFaultIsTyped(string decoder, string shape, int labels, string score)
    {
        var seed = Random.Shared.Next(1_000_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int found = 0, nonFinite = 0, noSuchLabel = 0;
        foreach (var scale in new[] { 1e-40f, 1e-3f, 1, 100, 1e10f, 1e38f, float.MaxValue, float.PositiveInfinity, float.NaN })
        {
            using var models = new ModelFolder();
            using var engine = DetectorEngines.BuiltIn.Create(models.Add("any", Graph(scale, shape), Manifest(decoder, labels, score)), new ModelSessionOptions { Threads = 1 });
            for (var round = 0; round < Rounds; round++)
            {
                var frame = Pictures.Random(random.Next(8, 200), random.Next(8, 200), random.Next());
                var results = new List<Detected>();
                try
                {
                    engine.DetectBatch([new DetectionRequest(frame, results)]);
                }
                catch (InferenceException fault)
                {
                    Assert.True(fault.Error is InferenceError.NonFiniteOutput == !float.IsFinite(scale), $"scale {scale}: {fault.Message}");
                    if (fault.Error is InferenceError.NonFiniteOutput) nonFinite++;
                    else noSuchLabel++;
                    continue;
                }

                Assert.True(float.IsFinite(scale), $"scale {scale} went unnoticed");
                found += results.Count;
                Assert.InRange(results.Count, 0, 100);
                foreach (var (label, weight, box) in results)
                {
                    Assert.InRange(label, 0, labels - 1);
                    Assert.True(float.IsFinite(weight) && weight >= float.Parse(score, System.Globalization.CultureInfo.InvariantCulture), $"score {weight}");
                    Assert.True(box is { Width: > 0, Height: > 0, Left: >= 0, Top: >= 0 }, $"{box} at scale {scale}");
                    Assert.True(box.Right <= frame.Layout.Width + 0.01f && box.Bottom <= frame.Layout.Height + 0.01f, $"{box} in {frame.Layout.Width} × {frame.Layout.Height}");
                }
            }
        }

        Assert.Equal(2 * Rounds, nonFinite);

        // A v10 head names its classes by number: among any numbers one is none, and a run that says so is what is tested.
        Assert.Equal(decoder.Contains("v10", StringComparison.Ordinal), noSuchLabel > 0);
        Assert.True(found + noSuchLabel > 0, "no round found anything: the property is empty");
    }

    /// <summary>The picture's 3072 numbers, −1 to 1, times a number, in the head's shape; for two outputs the first 1024 and the last 2048.</summary>
    private static byte[] Graph(float scale, string shape)
    {
        var sizes = shape.Split(", ").Select(long.Parse).ToArray();
        var builder = new OnnxBuilder()
            .Input("images", -1, 3, 32, 32)
            .Output("output", [-1, .. sizes])
            .Floats("middle", [], [0.5f])
            .Floats("twice", [], [2])
            .Floats("scale", [], [scale])
            .Longs("flat", 0, 3072)
            .Longs("shape", [0, .. sizes])
            .Node("Sub", ["images", "middle"], "about")
            .Node("Mul", ["about", "twice"], "unit")
            .Node("Mul", ["unit", "scale"], "stretched")
            .Node("Reshape", ["stretched", "flat"], "row");
        if (shape != "512, 2") return builder.Node("Reshape", ["row", "shape"], "output").Build();
        return builder
            .Output("boxes", -1, 512, 4)
            .Longs("zero", 0).Longs("split", 1024).Longs("end", 3072).Longs("axis", 1).Longs("corners", 0, 512, 4)
            .Node("Slice", ["row", "zero", "split", "axis"], "first")
            .Node("Slice", ["row", "split", "end", "axis"], "second")
            .Node("Reshape", ["first", "shape"], "output")
            .Node("Reshape", ["second", "corners"], "boxes")
            .Build();
    }

    private static string Manifest(string decoder, int labels, string score) => TinyModels.YoloManifest
        .Replace("decoder:\n  name: yolo\n  settings:\n    head: v8", "decoder: " + decoder, StringComparison.Ordinal)
        .Replace("[cat, dog]", $"[{string.Join(", ", Enumerable.Range(0, labels).Select(label => $"l{label}"))}]", StringComparison.Ordinal)
        .Replace("score: 0.1", $"score: {score}", StringComparison.Ordinal);
}
