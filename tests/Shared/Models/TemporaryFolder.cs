namespace Fresnel.Tests.Models;

/// <summary>A folder of one test's own, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fresnel-inference-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
