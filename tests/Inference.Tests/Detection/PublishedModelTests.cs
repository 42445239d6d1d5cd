using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fresnel.Inference.Tests.Detection;

/// <summary>FastestDet and UltraFace on pictures against a direct computation in double precision from their published formulas.</summary>
public sealed class PublishedModelTests
{
    [DataFact]
    public async Task FastestDet_Street_SameBoxesAsTheFormulas()
    {
        using var models = new ModelFolder();
        await CompareAsync(models, models.AddFastestDet(), "street.jpg", 500, 335, FastestDet, expectAtLeast: 3);
    }

    [DataFact]
    public async Task FastestDet_Person_SameBoxesAsTheFormulas()
    {
        using var models = new ModelFolder();
        await CompareAsync(models, models.AddFastestDet(), "person.jpg", 1440, 1080, FastestDet, expectAtLeast: 1);
    }

    [DataFact]
    public async Task UltraFace_Faces_SameBoxesAsTheFormulas()
    {
        using var models = new ModelFolder();
        await CompareAsync(models, models.AddUltraFace(), "faces.jpg", 720, 478, UltraFace, expectAtLeast: 5);
    }

    [DataFact]
    public async Task UltraFace_PictureOfOddSize_SameBoxesAsTheFormulas()
    {
        using var models = new ModelFolder();
        await CompareAsync(models, models.AddUltraFace(), "faces.jpg", 719, 477, UltraFace, expectAtLeast: 5);
    }

    private static async Task CompareAsync(ModelFolder models, ModelManifest manifest, string picture, int width, int height, Func<ModelManifest, double[,,], List<Reference.Box>> direct, int expectAtLeast)
    {
        var file = TestData.Path("images", picture);
        var frame = await Pictures.LoadAsync(file, width, height);
        var found = new List<Detected>();
        await using var catalog = new DetectorCatalog(models.Catalog, TimeProvider.System);
        await using (var detector = await catalog.OpenAsync(manifest.Id))
        {
            await detector.DetectAsync(frame, InferenceClass.Interactive, Timeout.InfiniteTimeSpan, found, default);
        }

        // The same I420 picture: scores within 0.0005, corners within 0.05 pixels of the source.
        var expected = direct(manifest, Reference.Rgb(frame));
        Assert.True(expected.Count >= expectAtLeast, $"only {expected.Count} boxes in {picture}");
        Assert.Equal(expected.Count, found.Count);
        foreach (var (box, detected) in expected.Zip(found))
        {
            Assert.Equal(box.Label, detected.Label);
            Assert.Equal(box.Score, detected.Score, 0.0005);
            Assert.Equal(Math.Clamp(box.Left, 0, 1) * width, detected.Box.Left, 0.05);
            Assert.Equal(Math.Clamp(box.Top, 0, 1) * height, detected.Box.Top, 0.05);
            Assert.Equal(Math.Clamp(box.Right, 0, 1) * width, detected.Box.Right, 0.05);
            Assert.Equal(Math.Clamp(box.Bottom, 0, 1) * height, detected.Box.Bottom, 0.05);
        }

        // The picture as ffmpeg decodes it to RGB, without our colour conversion: every clear box is there and lies on ours.
        var rgb = Reference.Rgb(await Pictures.LoadRgbAsync(file, width, height), width, height);
        foreach (var box in direct(manifest, rgb).Where(box => box.Score > manifest.Thresholds.Score + 0.1))
        {
            Assert.Contains(found, detected => detected.Label == box.Label && Overlap(box, detected, width, height) > 0.8);
        }
    }

    private static double Overlap(Reference.Box box, Detected detected, int width, int height) => Reference.Iou(
        new Reference.Box(0, 0, box.Left * width, box.Top * height, box.Right * width, box.Bottom * height),
        new Reference.Box(0, 0, detected.Box.Left, detected.Box.Top, detected.Box.Right, detected.Box.Bottom));

    private static List<Reference.Box> FastestDet(ModelManifest manifest, double[,,] rgb)
    {
        var resized = Reference.Resize(rgb, 352, 352);
        var tensor = new DenseTensor<float>([1, 3, 352, 352]);
        for (var row = 0; row < 352; row++)
        {
            for (var column = 0; column < 352; column++)
            {
                for (var channel = 0; channel < 3; channel++) tensor[0, channel, row, column] = (float)(resized[row, column, 2 - channel] / 255);
            }
        }

        var output = Run(manifest, tensor)[0];
        var boxes = new List<Reference.Box>();
        for (var row = 0; row < 22; row++)
        {
            for (var column = 0; column < 22; column++)
            {
                double At(int channel) => output[0, channel, row, column];
                var label = Enumerable.Range(0, 80).MaxBy(index => At(5 + index));
                var score = Math.Pow(At(0), 0.6) * Math.Pow(At(5 + label), 0.4);
                if (score < manifest.Thresholds.Score) continue;
                double x = (column + Math.Tanh(At(1))) / 22, y = (row + Math.Tanh(At(2))) / 22, w = Sigmoid(At(3)), h = Sigmoid(At(4));
                boxes.Add(new Reference.Box(label, score, x - (w / 2), y - (h / 2), x + (w / 2), y + (h / 2)));
            }
        }

        return Reference.Suppress(boxes, 0.45);
    }

    private static List<Reference.Box> UltraFace(ModelManifest manifest, double[,,] rgb)
    {
        var resized = Reference.Resize(rgb, 320, 240);
        var tensor = new DenseTensor<float>([1, 3, 240, 320]);
        for (var row = 0; row < 240; row++)
        {
            for (var column = 0; column < 320; column++)
            {
                for (var channel = 0; channel < 3; channel++) tensor[0, channel, row, column] = (float)((resized[row, column, channel] - 127) / 128);
            }
        }

        var outputs = Run(manifest, tensor);
        var boxes = new List<Reference.Box>();
        for (var anchor = 0; anchor < 4420; anchor++)
        {
            double score = outputs[0][0, anchor, 1];
            if (score >= manifest.Thresholds.Score) boxes.Add(new Reference.Box(0, score, outputs[1][0, anchor, 0], outputs[1][0, anchor, 1], outputs[1][0, anchor, 2], outputs[1][0, anchor, 3]));
        }

        return Reference.Suppress(boxes, 0.3);
    }

    private static Tensor<float>[] Run(ModelManifest manifest, DenseTensor<float> input)
    {
        using var session = new InferenceSession(manifest.ModelPath);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(manifest.Input.Name, input)]);
        return [.. results.OrderByDescending(result => result.Name, StringComparer.Ordinal).Select(result => result.AsTensor<float>().ToDenseTensor())];
    }

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
