namespace Fresnel.Tests.Models;

/// <summary>Small graphs whose outputs depend on every pixel, so that mixing up pictures of a batch shows.</summary>
internal static class TinyModels
{
    public const string YoloManifest = """
        id: $id
        version: 1.0.0
        task: detection
        file: model.onnx
        sha256: $sha256
        input:
          name: images
          layout: NCHW
          width: 32
          height: 32
          colour: RGB
          resize: letterbox
          mean: [0, 0, 0]
          scale: [0.00392156862745098, 0.00392156862745098, 0.00392156862745098]
        decoder:
          name: yolo
          settings:
            head: v8
        labels: [cat, dog]
        thresholds:
          score: 0.1
          iou: 0.45
        batch: [1, 2, 4, 8]
        licence: CC0-1.0
        source: tests
        """;

    /// <summary>The same head, whose scores and boxes are divided by the number of pictures in the run: an answer says what company it had.</summary>
    public static byte[] Sociable() => Yolo(output: "alone", extra: static graph => graph
        .Longs("first", 0).Longs("cube", 1, 1, 1)
        .Node("Shape", ["images"], "sizes64")
        .Node("Gather", ["sizes64", "first"], "count64")
        .Node("Cast", ["count64"], "count1", ("to", [1]))
        .Node("Reshape", ["count1", "cube"], "count")
        .Node("Div", ["alone", "count"], "boxes"));

    /// <summary>The same for graphs of <see cref="FaultyModels"/>: pictures fill the input, one at a time.</summary>
    public static string FaultyManifest { get; } = YoloManifest
        .Replace("resize: letterbox", "resize: stretch", StringComparison.Ordinal)
        .Replace("batch: [1, 2, 4, 8]", "batch: [1]", StringComparison.Ordinal);

    /// <summary>A v8 head with two classes and 16 anchors over 32 × 32 pixels: one convolution, a sigmoid, times 1 or 32. NaN weights make NaN boxes.</summary>
    public static byte[] Yolo(bool dynamicBatch = true, float weight = 1, string input = "images", long width = 32, string output = "boxes", Action<OnnxBuilder>? extra = null)
    {
        var random = new Random(5);
        var weights = new float[6 * 3 * 8 * 8];
        for (var index = 0; index < weights.Length; index++) weights[index] = ((float)random.NextDouble() - 0.5f) * 0.5f * weight;
        long batch = dynamicBatch ? -1 : 1;
        var builder = new OnnxBuilder()
            .Input(input, batch, 3, 32, width)
            .Output("boxes", batch, 6, 16)
            .Floats("weights", [6, 3, 8, 8], weights)
            .Floats("sizes", [1, 6, 1], [32, 32, 32, 32, 1, 1])
            .Longs("shape", 0, 6, -1)
            .Node("Conv", [input, "weights"], "features", ("kernel_shape", [8, 8]), ("strides", [8, 8]))
            .Node("Reshape", ["features", "shape"], "flat")
            .Node("Sigmoid", ["flat"], "squashed")
            .Node("Mul", ["squashed", "sizes"], output);
        extra?.Invoke(builder);
        return builder.Build();
    }
}
