namespace Fresnel.Bench.Commands;

/// <summary>A folder of this run only, deleted with all it holds when the run is over.</summary>
internal sealed class BenchFolder : IDisposable
{
    /// <param name="parent">The folder to make it in; made where it is missing.</param>
    public BenchFolder(DirectoryInfo parent)
    {
        Path = System.IO.Path.Combine(parent.FullName, $"bench-{Environment.ProcessId}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
