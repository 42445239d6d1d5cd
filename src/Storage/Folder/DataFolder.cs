using System.Globalization;

namespace Fresnel.Storage.Folder;

/// <summary>A node's data folder: its lock against a second process, and where things are in it.</summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private const int ReadOnlyFileSystem = 30; // EROFS, as .NET hands it on
    private const string HolderName = "lock.pid";

    private readonly FileStream held;

    private DataFolder(string root, FileStream held)
    {
        Root = root;
        this.held = held;
    }

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

    /// <summary>Files of this run; emptied when the folder is opened.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>
    /// Creates the folder and its parts where they are missing, and takes its lock until disposed or the process ends,
    /// however it ends.
    /// </summary>
    /// <exception cref="DataFolderException">Another process holds it, or it cannot be written; the message is one line for the operator.</exception>
    public static DataFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(root);
            var folder = new DataFolder(root, Lock(root));
            try
            {
                folder.Arrange();
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new DataFolderException($"The data folder '{root}' cannot be written by this user: give it the right to, or name another folder.", denied);
        }
        catch (IOException failure)
        {
            throw new DataFolderException($"The data folder '{root}' cannot be used: {OneLine(failure.Message)}", failure);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => held.Dispose();

    private static FileStream Lock(string root)
    {
        var path = Path.Combine(root, LockName);
        FileStream stream;
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB): the kernel gives it back when the process is gone.
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException refused) when (refused.HResult != ReadOnlyFileSystem && File.Exists(path))
        {
            throw new DataFolderException($"The data folder '{root}' is in use by process {ReadHolder(root)}: stop it, or name another folder.", refused);
        }

        try
        {
            // Not in the locked file itself, which nobody else can open.
            File.WriteAllText(Path.Combine(root, HolderName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static string ReadHolder(string root)
    {
        const string Unknown = "(unknown)";
        try
        {
            var text = File.ReadAllText(Path.Combine(root, HolderName));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process.ToString(CultureInfo.InvariantCulture) : Unknown;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private void Arrange()
    {
        foreach (var part in (ReadOnlySpan<string>)[Artifacts, Segments, Logs, Temporary]) Directory.CreateDirectory(part);
        foreach (var file in Directory.EnumerateFileSystemEntries(Temporary))
        {
            if (Directory.Exists(file)) Directory.Delete(file, recursive: true);
            else File.Delete(file);
        }
    }
}
