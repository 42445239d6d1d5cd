using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Media.Ingest;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>What decides the raw detections of a video: results of another identity are of no use to a resumed run.</summary>
internal static class AnalysisIdentity
{
    private const int SampleBytes = 1 << 16;
    private const int Samples = 32;

    /// <summary>SHA-256 over the video, the model with its manifest, the device, and the code that decodes and detects.</summary>
    public static async Task<byte[]> ComputeAsync(string video, ModelManifest manifest, DetectorInfo detector, int deviceId, CancellationToken cancellationToken)
    {
        var file = new FileInfo(video);
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"video {file.Length} {file.LastWriteTimeUtc.Ticks} {Convert.ToHexString(await SampleAsync(video, cancellationToken))}\n")
            .Append(CultureInfo.InvariantCulture, $"model {detector.Id} {detector.Version} {detector.Sha256} {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(manifest.ManifestPath, cancellationToken)))}\n")
            .Append(CultureInfo.InvariantCulture, $"device {detector.Provider} {deviceId}\n")
            .Append(CultureInfo.InvariantCulture, $"code {CodeOf(typeof(IDetector))} {CodeOf(typeof(VideoIngest))}\n");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // Builds are deterministic: the module's id is a hash of what was compiled.
    private static Guid CodeOf(Type type) => type.Module.ModuleVersionId;

    // Evenly spread parts, the first and last bytes among them: a terabyte is told from its copy in a moment.
    private static async Task<byte[]> SampleAsync(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var length = RandomAccess.GetLength(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[SampleBytes];
        for (var i = 0; i < Samples; i++)
        {
            var offset = length <= SampleBytes ? 0 : (long)((length - SampleBytes) * (Int128)i / (Samples - 1));
            var read = await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
            hash.AppendData(buffer, 0, read);
            BinaryPrimitives.WriteInt64LittleEndian(buffer, offset);
            hash.AppendData(buffer, 0, sizeof(long));
        }

        return hash.GetHashAndReset();
    }
}
