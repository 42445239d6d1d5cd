using Fresnel.Inference.Manifests;

namespace Fresnel.Inference.Tests.Manifests;

public sealed class ModelManifestReaderTests
{
    /// <summary>What is replaced, by what, and what the error then says after the file's name.</summary>
    public static TheoryData<string, string, string> Faults() => new()
    {
        { "id: tiny", "id: Tiny Model", "id is 'Tiny Model'; allowed: lower-case letters, digits and hyphens, 1 to 64, beginning with a letter or digit." },
        { "id: tiny", "name: tiny", "id is missing; allowed: text." },
        { "id: tiny", "id: [a]", "id is [a]; allowed: text." },
        { "version: 1.0.0", "version: ''", "version is ''; allowed: text." },
        { "task: detection", "task: segmentation", "task is 'segmentation'; allowed: detection." },
        { "file: model.onnx", "file: ../model.onnx", "file is '../model.onnx'; allowed: the name of a file beside the manifest, without a folder." },
        { "sha256: ", "sha256: x", "allowed: 64 hex digits." },
        { "layout: NCHW", "layout: nchw", "input.layout is 'nchw'; allowed: NCHW, NHWC." },
        { "width: 32", "width: wide", "input.width is 'wide'; allowed: 'dynamic' or a whole number from 8 to 8192." },
        { "width: 32", "width: 7", "input.width is '7'; allowed: 'dynamic' or a whole number from 8 to 8192." },
        { "width: 32", "width: dynamic", "input.height is 32; allowed: width and height both 'dynamic' or both numbers." },
        { "colour: RGB", "colour: GBR", "input.colour is 'GBR'; allowed: RGB, BGR." },
        { "colour: RGB", "color: RGB", "input.colour is missing; allowed: RGB, BGR." },
        { "resize: letterbox", "resize: crop", "input.resize is 'crop'; allowed: stretch, letterbox." },
        { "mean: [0, 0, 0]", "mean: [0, 0]", "input.mean is [0, 0]; allowed: a list of 3 numbers from -1000 to 1000." },
        { "mean: [0, 0, 0]", "mean: [0, .nan, 0]", "input.mean is '.nan'; allowed: a list of 3 numbers from -1000 to 1000." },
        { "scale: [0.00392156862745098,", "scale: [0,", "input.scale is 0 in one channel; allowed: numbers other than 0." },
        { "name: images", "nom: images", "input.name is missing; allowed: text." },
        { "layout: NCHW", "layout: NCHW\n  depth: 3", "unknown key 'input.depth' (value '3'); known keys here: colour, height, layout, mean, name, resize, scale, width." },
        { "  name: yolo", "  title: yolo", "decoder.name is missing; allowed: text." },
        { "labels: [cat, dog]", "labels: []", "labels is []; allowed: a list of names, or the name of a file beside the manifest with one name a line." },
        { "labels: [cat, dog]", "labels: missing.names", "labels is 'missing.names', which cannot be read; allowed: a list of names, or the name of a file beside the manifest with one name a line." },
        { "score: 0.1", "score: high", "thresholds.score is 'high'; allowed: a number from " },
        { "iou: 0.45", "iou: 1.5", "thresholds.iou is '1.5'; allowed: a number from 0 to 1." },
        { "iou: 0.45", "iou: 0.45\n  max_detections: 0", "thresholds.max_detections is '0'; allowed: a whole number from 1 to 10000." },
        { "batch: [1, 2, 4, 8]", "batch: [2, 4]", "batch is [2, 4]; allowed: a rising list of whole numbers from 1 to 256 that begins with 1." },
        { "batch: [1, 2, 4, 8]", "batch: [1, 1]", "batch is [1, 1]; allowed: a rising list of whole numbers from 1 to 256 that begins with 1." },
        { "batch: [1, 2, 4, 8]", "batch: 4", "batch is '4'; allowed: a list of numbers from 1 to 256." },
        { "licence: CC0-1.0", "license: CC0-1.0", "licence is missing; allowed: text." },
        { "source: tests", "source: tests\nauthor: me", "unknown key 'author' (value 'me'); known keys here: batch, decoder, file, id, input, labels, licence, sha256, source, task, thresholds, version." },
        { "decoder:", "decoder: [", "line " },
        { "input:", "input: 3\nother:", "input is '3'; allowed: a section." },
        { "source: tests", "source: tests\nid: twice", "not YAML: " },
    };

    [Fact]
    public void Read_ValidManifest_HasEveryValue()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        Assert.Equal(("tiny", "1.0.0", "detection", "yolo"), (manifest.Id, manifest.Version, manifest.Task, manifest.Decoder));
        Assert.Equal(("images", TensorLayout.Nchw, 32, 32, ColourOrder.Rgb, ResizeMode.Letterbox), (manifest.Input.Name, manifest.Input.Layout, manifest.Input.Width!.Value, manifest.Input.Height!.Value, manifest.Input.Colour, manifest.Input.Resize));
        Assert.Equal(new DetectionThresholds(0.1f, 0.45f, 100), manifest.Thresholds);
        Assert.Equal(["cat", "dog"], manifest.Labels);
        Assert.Equal([1, 2, 4, 8], manifest.Buckets);
        Assert.Equal("v8", manifest.DecoderSettings.Text("head"));
        Assert.Equal(("CC0-1.0", "tests"), (manifest.Licence, manifest.Source));
    }

    [Fact]
    public void Read_LabelsInAFile_TakesItsLines()
    {
        using var models = new ModelFolder();
        Directory.CreateDirectory(Path.Combine(models.Root, "tiny"));
        File.WriteAllText(Path.Combine(models.Root, "tiny", "some.names"), "cat\r\n dog \n\n");
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest, text => text.Replace("[cat, dog]", "some.names", StringComparison.Ordinal));
        Assert.Equal(["cat", "dog"], manifest.Labels);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_OneFault_IsOneLineThatNamesFileKeyValueAndWhatIsAllowed(string valid, string faulty, string expected)
    {
        using var models = new ModelFolder();
        var fault = Assert.Throws<ModelException>(() => models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest, text =>
        {
            Assert.Contains(valid, text, StringComparison.Ordinal);
            return text.Replace(valid, faulty, StringComparison.Ordinal);
        }));
        Assert.Equal("manifest", fault.Code);
        Assert.StartsWith(Path.Combine(models.Root, "tiny", "model.yaml") + ": ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Find_UnknownModel_ListsTheKnownOnes()
    {
        using var models = new ModelFolder();
        models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        models.Add("other", TinyModels.Yolo(), TinyModels.YoloManifest);
        var fault = Assert.Throws<ModelException>(() => models.Catalog.Find("people\n-hog"));
        Assert.Equal("There is no model 'people-hog'; known models: other, tiny.", fault.Message);
        Assert.Equal("unknown-model", fault.Code);
    }

    [Fact]
    public void Find_ModelWhoseManifestIsNotValid_SaysWhatIsWrongWithIt()
    {
        using var models = new ModelFolder();
        models.Add("good", TinyModels.Yolo(), TinyModels.YoloManifest);
        Assert.Throws<ModelException>(() => models.Add("bad", TinyModels.Yolo(), TinyModels.YoloManifest, text => text.Replace("task: detection", "task: x", StringComparison.Ordinal)));
        Assert.Contains("task is 'x'", Assert.Throws<ModelException>(() => models.Catalog.Find("bad")).Message, StringComparison.Ordinal);
        Assert.Equal("good", models.Catalog.Find("good").Id);
        Assert.Equal(["good"], models.Catalog.List().Select(manifest => manifest.Id));
    }

    [Fact]
    public void Find_SameIdInTwoFolders_TakesTheFirst()
    {
        using var one = new ModelFolder();
        using var two = new ModelFolder();
        one.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        two.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        Assert.StartsWith(two.Root, new ModelCatalog(two.Root, one.Root, "/nowhere").Find("tiny").ModelPath, StringComparison.Ordinal);
    }
}
