using System.Security.Cryptography;
using Fresnel.Inference.Manifests;

namespace Fresnel.Tests.Models;

/// <summary>A folder of models that a test or a benchmark makes.</summary>
/// <param name="root">An existing folder; null for a temporary one, which is deleted afterwards.</param>
internal sealed class ModelFolder(string? root = null) : IDisposable
{
    private readonly TemporaryFolder? own = root is null ? new() : null;

    public ModelCatalog Catalog => new(Root);

    public string Root => root ?? own!.Path;

    /// <summary>Writes a model with a manifest; <paramref name="edit"/> may change the manifest's text.</summary>
    public ModelManifest Add(string id, byte[] model, string manifest, Func<string, string>? edit = null)
    {
        var home = Directory.CreateDirectory(Path.Combine(Root, id)).FullName;
        File.WriteAllBytes(Path.Combine(home, "model.onnx"), model);
        var text = manifest.Replace("$id", id, StringComparison.Ordinal).Replace("$sha256", Convert.ToHexStringLower(SHA256.HashData(model)), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(home, "model.yaml"), edit?.Invoke(text) ?? text);
        return ModelManifestReader.Read(Path.Combine(home, "model.yaml"));
    }

    public ModelManifest AddFastestDet()
    {
        var names = string.Join(", ", File.ReadAllLines(TestData.Path("models", "coco.names")).Where(line => line.Length > 0).Select(line => $"'{line.Trim()}'"));
        return Add("fastestdet", File.ReadAllBytes(TestData.Path("models", "FastestDet.onnx")), $"""
            id: $id
            version: '1'
            task: detection
            file: model.onnx
            sha256: $sha256
            input: {"{"} name: input.1, layout: NCHW, width: 352, height: 352, colour: BGR, resize: stretch, mean: [0, 0, 0], scale: [0.00392156862745098, 0.00392156862745098, 0.00392156862745098] {"}"}
            decoder: {"{"} name: fastestdet {"}"}
            labels: [{names}]
            thresholds: {"{"} score: 0.5, iou: 0.45, max_detections: 100 {"}"}
            licence: see source
            source: dog-qiuqiu/FastestDet
            """);
    }

    public ModelManifest AddUltraFace() => Add("ultraface", File.ReadAllBytes(TestData.Path("models", "UltraFace-RFB-320.onnx")), """
        id: $id
        version: '1'
        task: detection
        file: model.onnx
        sha256: $sha256
        input: { name: input, layout: NCHW, width: 320, height: 240, colour: RGB, resize: stretch, mean: [127, 127, 127], scale: [0.0078125, 0.0078125, 0.0078125] }
        decoder: { name: ultraface }
        labels: [face]
        thresholds: { score: 0.7, iou: 0.3, max_detections: 200 }
        licence: MIT
        source: Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB
        """);

    public void Dispose() => own?.Dispose();
}
