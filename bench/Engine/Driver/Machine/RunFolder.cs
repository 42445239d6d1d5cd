namespace Fresnel.Engine.Driver.Machine;

/// <summary>The folder of one run: databases, sockets, logs. Its path is short, for a socket's path must be.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly bool keep;

    /// <param name="parent">Where to make it; null for the system's temporary folder.</param>
    /// <param name="keep">Whether it stays when the run is over.</param>
    public RunFolder(string? parent = null, bool keep = false)
    {
        this.keep = keep;
        Path = parent is null
            ? Directory.CreateTempSubdirectory("fe-").FullName
            : Directory.CreateDirectory(
                System.IO.Path.Combine(parent, $"fe-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}")).FullName;
        if (OperatingSystem.IsLinux())
        {
            var mode = System.IO.File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            System.IO.File.SetUnixFileMode(Path, mode);
        }
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>A folder in it, made where it is missing.</summary>
    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose()
    {
        if (!keep) Directory.Delete(Path, recursive: true);
    }
}
