using System.Globalization;

namespace Fresnel.LocalCluster;

/// <summary>The folder of a local cluster, and where things are in it.</summary>
public sealed class LocalFolder
{
    private const int ReadOnlyFileSystem = 30; // EROFS, as .NET hands it on

    /// <summary>Creates one; nothing is written yet.</summary>
    /// <param name="root">The folder, as a full path.</param>
    /// <param name="given">How the command line named it, or null for the default.</param>
    public LocalFolder(string root, string? given = null)
    {
        Root = root;
        Option = given is null ? "" : $" --data {given}";
    }

    /// <summary>What a command line for this folder ends with: nothing, or a space and <c>--data DIR</c>.</summary>
    public string Option { get; }

    /// <summary>The folder, as a full path.</summary>
    public string Root { get; }

    /// <summary>RabbitMQ's own.</summary>
    public string Broker => Path.Combine(Root, "rabbitmq");

    /// <summary>PostgreSQL's own.</summary>
    public string Database => Path.Combine(Root, "postgresql");

    /// <summary>What the processes print.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>The token alone, for the page and for <c>--token-file</c>.</summary>
    public string TokenFile => Path.Combine(Root, "token");

    private string LockFile => Path.Combine(Root, "cluster.lock");

    private string LockHolder => Path.Combine(Root, "cluster.lock.pid");

    /// <summary>The data folder of a process.</summary>
    public string DataOf(string id) => Path.Combine(Root, id);

    /// <summary>What a process prints.</summary>
    public string LogOf(string id) => Path.Combine(Logs, $"{id}.log");

    /// <summary>Makes sure that only one command at a time changes the cluster; given back when disposed or when this process is gone.</summary>
    /// <exception cref="LocalClusterException">Another one is at it, or the folder cannot be written.</exception>
    public IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Root);
            Directory.CreateDirectory(Logs);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LocalClusterException($"the folder {Root} cannot be used: {fault.Message}", LocalClusterFault.Failed, fault);
        }

        FileStream held;
        try
        {
            held = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException refused) when (refused.HResult != ReadOnlyFileSystem && File.Exists(LockFile))
        {
            throw new LocalClusterException($"another command is changing the cluster in {Root} (process {Holder()}): wait for it, or stop it.", LocalClusterFault.Failed, refused);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LocalClusterException($"the folder {Root} cannot be used: {fault.Message}", LocalClusterFault.Failed, fault);
        }

        try
        {
            File.WriteAllText(LockHolder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)); // not in the locked file itself, which nobody else can open
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The last line that says something in what a process printed, or what to do where it printed nothing.</summary>
    public string LastWords(string id)
    {
        try
        {
            return File.ReadLines(LogOf(id)).LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? $"it printed nothing; see {DataOf(id)}/logs.";
        }
        catch (IOException)
        {
            return "it left no log.";
        }
    }

    private string Holder()
    {
        try
        {
            return int.TryParse(File.ReadAllText(LockHolder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id.ToString(CultureInfo.InvariantCulture) : "unknown";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
