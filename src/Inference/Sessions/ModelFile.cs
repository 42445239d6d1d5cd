using System.Security.Cryptography;
using Fresnel.Inference.Manifests;

namespace Fresnel.Inference.Sessions;

/// <summary>Reads a model file once and vouches for it before ONNX Runtime sees it.</summary>
internal static class ModelFile
{
    /// <summary>The file's bytes, of the manifest's hash, without external data or foreign operators.</summary>
    /// <exception cref="ModelException">Codes <c>model-file</c>, <c>model-hash</c>, <c>model-graph</c>.</exception>
    public static byte[] Load(ModelManifest manifest)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(manifest.ModelPath);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelException("model-file", $"Model {manifest.Id}: {manifest.ModelPath} cannot be read: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != manifest.Sha256)
        {
            throw new ModelException("model-hash", $"Model {manifest.Id}: {manifest.ModelPath} has SHA-256 {hash}; expected {manifest.Sha256} (sha256 in {manifest.ManifestPath}).");
        }

        return OnnxInspector.Refusal(bytes) is { } refusal
            ? throw new ModelException("model-graph", $"Model {manifest.Id}: {refusal} ({manifest.ModelPath}).")
            : bytes;
    }
}
