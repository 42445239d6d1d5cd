using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fresnel.Inference.Manifests;

/// <summary>Reads a manifest strictly: an unknown key, a missing key, a wrong type or a value out of range is an error of one line.</summary>
public static class ModelManifestReader
{
    /// <summary>Name of the manifest file in a model's folder.</summary>
    public const string FileName = "model.yaml";

    /// <summary>Reads and checks a manifest. The model file is not opened; the decoder's settings are checked when its engine is made.</summary>
    /// <param name="path">The <c>model.yaml</c>.</param>
    /// <exception cref="ModelException">Code <c>manifest</c>: file, key, value found, and what is allowed.</exception>
    public static ModelManifest Read(string path)
    {
        var file = Path.GetFullPath(path);
        var root = new ManifestSection(file, "", Load(file));
        var id = root.Text("id");
        if (!IsId(id)) throw root.Error("id", $"'{id}'", "lower-case letters, digits and hyphens, 1 to 64, beginning with a letter or digit");
        var decoder = root.Section("decoder");
        var manifest = new ModelManifest
        {
            Id = id,
            Version = root.Text("version"),
            Task = root.OneOf("task", ("detection", "detection")),
            ManifestPath = file,
            ModelPath = ModelPath(root, file),
            Sha256 = Hash(root),
            Input = Input(root.Section("input")),
            Decoder = decoder.Text("name"),
            DecoderSettings = decoder.Section("settings", optional: true),
            Labels = Labels(root, file),
            Thresholds = Thresholds(root.Section("thresholds")),
            Buckets = Buckets(root),
            Fallback = root.Has("fallback") ? root.Text("fallback") : null,
            Licence = root.Text("licence"),
            Source = root.Text("source"),
        };
        decoder.Close();
        root.Close();
        return manifest;
    }

    private static YamlMappingNode Load(string file)
    {
        try
        {
            using var text = File.OpenText(file);
            var yaml = new YamlStream();
            yaml.Load(text);
            return yaml.Documents is [{ RootNode: YamlMappingNode map }]
                ? map
                : throw new ModelException("manifest", $"{file}: holds {yaml.Documents.Count} documents or no keys; allowed: one document of keys and values.");
        }
        catch (YamlException fault)
        {
            throw new ModelException("manifest", $"{file}: line {fault.Start.Line}: not YAML: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("manifest", $"{file}: cannot be read: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    private static bool IsId(string id) =>
        id.Length <= 64 && id[0] != '-' && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    private static string ModelPath(ManifestSection root, string manifest)
    {
        var name = root.Text("file");
        if (name != Path.GetFileName(name) || name is "." or "..") throw root.Error("file", $"'{name}'", "the name of a file beside the manifest, without a folder");
        return Path.Combine(Path.GetDirectoryName(manifest)!, name);
    }

    private static string Hash(ManifestSection root)
    {
        var hash = root.Text("sha256");
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)) throw root.Error("sha256", $"'{hash}'", "64 hex digits");
        return hash.ToLowerInvariant();
    }

    private static ModelInput Input(ManifestSection input)
    {
        var result = new ModelInput(
            input.Text("name"),
            input.OneOf("layout", ("NCHW", TensorLayout.Nchw), ("NHWC", TensorLayout.Nhwc)),
            input.WholeOrDynamic("width", 8, 8192),
            input.WholeOrDynamic("height", 8, 8192),
            input.OneOf("colour", ("RGB", ColourOrder.Rgb), ("BGR", ColourOrder.Bgr)),
            input.OneOf("resize", ("stretch", ResizeMode.Stretch), ("letterbox", ResizeMode.Letterbox)),
            Channels(input.Numbers("mean", 3, -1000, 1000), 0),
            Channels(input.Numbers("scale", 3, -1000, 1000), 1));
        if (result.Width is null != result.Height is null) throw input.Error("height", result.Height?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "dynamic", "width and height both 'dynamic' or both numbers");
        if (result.Scale.First == 0 || result.Scale.Second == 0 || result.Scale.Third == 0) throw input.Error("scale", "0 in one channel", "numbers other than 0");
        input.Close();
        return result;
    }

    private static ChannelValues Channels(IReadOnlyList<double>? values, float otherwise) => values is null
        ? new ChannelValues(otherwise, otherwise, otherwise)
        : new ChannelValues((float)values[0], (float)values[1], (float)values[2]);

    private static IReadOnlyList<string> Labels(ManifestSection root, string manifest)
    {
        const string Allowed = "a list of names, or the name of a file beside the manifest with one name a line";
        if (root.Texts("labels", Allowed) is { } list) return list;
        var name = root.Text("labels");
        if (name != Path.GetFileName(name) || name is "." or "..") throw root.Error("labels", $"'{name}'", Allowed);
        try
        {
            var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(manifest)!, name)).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
            return lines.Length > 0 ? lines : throw root.Error("labels", $"'{name}', which has no names", Allowed);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw root.Error("labels", $"'{name}', which cannot be read", Allowed);
        }
    }

    private static DetectionThresholds Thresholds(ManifestSection section)
    {
        var result = new DetectionThresholds(
            (float)section.Number("score", null, float.MinValue / 2, float.MaxValue / 2),
            (float)section.Number("iou", null, 0, 1),
            section.Whole("max_detections", 100, 1, 10_000));
        section.Close();
        return result;
    }

    private static int[] Buckets(ManifestSection root)
    {
        const string Allowed = "a rising list of whole numbers from 1 to 256 that begins with 1";
        if (root.Numbers("batch", 0, 1, 256) is not { } numbers) return [1];
        var buckets = numbers.Select(number => (int)number).ToArray();
        var rising = buckets[0] == 1 && numbers.All(number => number == Math.Floor(number));
        for (var index = 1; index < buckets.Length; index++) rising &= buckets[index] > buckets[index - 1];
        return rising ? buckets : throw root.Error("batch", $"[{string.Join(", ", numbers)}]", Allowed);
    }
}
