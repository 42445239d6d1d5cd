namespace Fresnel.Journal.Folder;

/// <summary>A node's data folder: its lock against a second process, and where things are in it.</summary>
public sealed class DataFolder : IDisposable
{
    private DataFolder(string root) => Root = root;

    /// <summary>The folder, as a full path.</summary>
    public string Root { get; }

    /// <summary>The journal's database.</summary>
    public string JournalFile => Path.Combine(Root, "journal.db");

    /// <summary>The database of projections; may be deleted while no process runs, and is then built anew.</summary>
    public string ProjectionsFile => Path.Combine(Root, "projections.db");

    /// <summary>The database of observations.</summary>
    public string ObservationsFile => Path.Combine(Root, "observations.db");

    /// <summary>Secrets; readable by the owner only.</summary>
    public string CredentialsFile => Path.Combine(Root, "credentials.json");

    /// <summary>Artifacts by their hash.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Video segments being recorded.</summary>
    public string Segments => Path.Combine(Root, "segments");

    /// <summary>Log files.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Files that a start may delete.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>Creates the folder where it is missing, and takes its lock until disposed or the process ends.</summary>
    /// <exception cref="DataFolderException">Another process holds it, or it cannot be written; the message is one line for the operator.</exception>
    public static DataFolder Open(string path) => new(Path.GetFullPath(path));

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
    }
}
