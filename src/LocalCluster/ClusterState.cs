using System.Text;
using System.Text.Json;

namespace Fresnel.LocalCluster;

/// <summary>What is remembered of a local cluster between commands: <c>cluster.json</c> in its folder, readable by its owner only.</summary>
public sealed record ClusterState
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "cluster.json";

    /// <summary>The form of the file that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The form of the file.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The token of every process's API.</summary>
    public required string Token { get; init; }

    /// <summary>The video that new cameras replay.</summary>
    public required string Video { get; init; }

    /// <summary>Lighthouse and nodes.</summary>
    public required IReadOnlyList<ProcessState> Processes { get; init; }

    /// <summary>The nodes, by number.</summary>
    public IEnumerable<ProcessState> Nodes() => Processes.Where(p => p.Id != ProcessState.Lighthouse);

    /// <summary>The process of a name, or null.</summary>
    public ProcessState? Find(string id) => Processes.FirstOrDefault(p => p.Id == id);

    /// <summary>With a process added or changed.</summary>
    public ClusterState With(ProcessState changed) => this with
    {
        Processes = Find(changed.Id) is null ? [.. Processes, changed] : [.. Processes.Select(p => p.Id == changed.Id ? changed : p)],
    };

    /// <summary>Where the file of a folder is.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Reads the file of a folder; null where there is none.</summary>
    /// <exception cref="LocalClusterException">It cannot be read, or is of a newer program.</exception>
    public static ClusterState? Load(string folder)
    {
        var path = PathIn(folder);
        try
        {
            if (!File.Exists(path)) return null;
            var state = JsonSerializer.Deserialize<ClusterState>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
            return state.Format <= CurrentFormat
                ? state
                : throw new LocalClusterException($"{path} is of a newer program (form {state.Format}; this one reads up to {CurrentFormat}).");
        }
        catch (JsonException fault)
        {
            throw new LocalClusterException($"{path} is damaged: {fault.Message} Restore it, or delete it once none of its processes runs.", LocalClusterFault.Failed, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LocalClusterException($"{path} cannot be read: {fault.Message}", LocalClusterFault.Failed, fault);
        }
    }

    /// <summary>Writes the file, and one with the token alone: each whole or not at all, for its owner only.</summary>
    public void Save(LocalFolder folder)
    {
        Write(PathIn(folder.Root), JsonSerializer.SerializeToUtf8Bytes(this, Json));
        if (!File.Exists(folder.TokenFile)) Write(folder.TokenFile, Encoding.ASCII.GetBytes($"{Token}\n"));
    }

    private static void Write(string path, byte[] content)
    {
        var part = $"{path}.part";
        File.Delete(part); // an old one may be open to others
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(part, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"{Processes.Count} processes";
}
