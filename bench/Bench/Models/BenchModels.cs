using Fresnel.Inference.Manifests;
using Fresnel.Tests.Models;

namespace Fresnel.Bench.Models;

/// <summary>Models that benchmarks make, so that they need no download. Their weights are random: what counts is what a run costs.</summary>
internal static class BenchModels
{
    /// <summary>Id of <see cref="AddNegligible"/>.</summary>
    public const string Negligible = "negligible";

    /// <summary>Id of <see cref="AddDense"/>.</summary>
    public const string Dense = "dense";

    private const int Features = 64;
    private const int Cells = 16;
    private const int Wide = 3072;

    /// <summary>
    /// One convolution over 32 × 32 pixels, which costs some microseconds. Label <c>person</c>; with the default threshold it finds nothing or little,
    /// with 0.1 up to 16 boxes a frame.
    /// </summary>
    public static ModelManifest AddNegligible(ModelFolder models, double score = 0.9) =>
        models.Add(Negligible, TinyModels.Yolo(), Manifest(score));

    /// <summary>
    /// A convolution and dense layers that read 160 MB of weights: a few milliseconds a run. Reading the weights is most of it, so that larger batches cost
    /// less a picture. Label <c>person</c>; finds nothing or little. The file has 50 MB.
    /// </summary>
    public static ModelManifest AddDense(ModelFolder models)
    {
        var random = new Random(7);
        var model = new OnnxBuilder()
            .Input("images", -1, 3, 32, 32)
            .Output("boxes", -1, 6, Cells)
            .Floats("patches", [Features, 3, 8, 8], Weights(random, Features * 3 * 64, 0.1f))
            .Floats("first", [Features * Cells, Wide], Weights(random, Features * Cells * Wide, 0.03f))
            .Floats("second", [Wide, Wide], Weights(random, Wide * Wide, 0.02f))
            .Floats("last", [Wide, 6 * Cells], Weights(random, Wide * 6 * Cells, 0.02f))
            .Floats("sizes", [1, 6, 1], [32, 32, 32, 32, 1, 1])
            .Longs("flat", 0, Features * Cells)
            .Longs("shape", 0, 6, Cells)
            .Node("Conv", ["images", "patches"], "seen", ("kernel_shape", [8, 8]), ("strides", [8, 8]))
            .Node("Reshape", ["seen", "flat"], "row")
            .Node("MatMul", ["row", "first"], "one")
            .Node("Relu", ["one"], "lit")
            .Node("MatMul", ["lit", "second"], "two")
            .Node("Relu", ["two"], "lit2")
            .Node("MatMul", ["lit2", "second"], "three")
            .Node("Relu", ["three"], "lit3")
            .Node("MatMul", ["lit3", "second"], "four")
            .Node("Relu", ["four"], "lit4")
            .Node("MatMul", ["lit4", "second"], "five")
            .Node("Relu", ["five"], "lit5")
            .Node("MatMul", ["lit5", "last"], "heads")
            .Node("Reshape", ["heads", "shape"], "cells")
            .Node("Sigmoid", ["cells"], "squashed")
            .Node("Mul", ["squashed", "sizes"], "boxes");
        return models.Add(Dense, model.Build(), Manifest(score: 0.99));
    }

    private static string Manifest(double score) => TinyModels.YoloManifest
        .Replace("labels: [cat, dog]", "labels: [person, dog]", StringComparison.Ordinal)
        .Replace("score: 0.1", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"score: {score:0.0#}"), StringComparison.Ordinal);

    private static float[] Weights(Random random, int count, float spread)
    {
        var weights = new float[count];
        for (var index = 0; index < count; index++) weights[index] = ((float)random.NextDouble() - 0.5f) * spread;
        return weights;
    }
}
