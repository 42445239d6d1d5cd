using System.Diagnostics;
using System.Globalization;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.Postgres;

/// <summary>The folder of a local PostgreSQL: its data, its log, and what is remembered of it.</summary>
/// <param name="Path">The folder.</param>
internal sealed record PostgresFolder(string Path)
{
    private const string User = "postgres";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan CreateLimit = TimeSpan.FromMinutes(2);

    /// <summary>What the server prints.</summary>
    public string Log => System.IO.Path.Combine(Path, "postgres.log");

    /// <summary>What is remembered of it.</summary>
    public string Facts => System.IO.Path.Combine(Path, "server.json");

    private string Data => System.IO.Path.Combine(Path, "data");

    private string ProcessFile => System.IO.Path.Combine(Data, "postmaster.pid");

    /// <summary>A folder as it is.</summary>
    public static PostgresFolder Of(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>A folder that the server can use: made where it is missing, closed to others, and the server's user's.</summary>
    /// <exception cref="ServerException">It cannot be used.</exception>
    public static PostgresFolder Prepare(string path)
    {
        var folder = Of(path);
        try
        {
            Directory.CreateDirectory(folder.Path);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ServerException($"The folder '{folder.Path}' cannot be made ready for PostgreSQL: {failure.Message}", failure);
        }

        if (SystemUser.InPlaceOfRoot(User) is not { } user) return folder;
        user.Own(folder.Path);
        if (ClosedAbove(folder.Path) is { } closed)
            throw new ServerException($"PostgreSQL does not run as root, and its user '{user.Name}' cannot enter '{closed}', in which '{folder.Path}' is: give a folder elsewhere (--data /var/lib/fresnel), let others enter it (chmod o+x '{closed}'), or run as an ordinary user.");
        return folder;
    }

    /// <summary>Makes the data: a superuser, and a role with a database of its own.</summary>
    /// <param name="facts">Port and passwords.</param>
    /// <param name="name">The role and its database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CreateAsync(PostgresFacts facts, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true); // of a start that did not get this far

        // Only the single-user mode, which is told the passwords by its standard input, sees this data before others need one.
        await RunAsync("initdb", ["--pgdata", Data, "--username", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"], null, cancellationToken).ConfigureAwait(false);
        await File.AppendAllTextAsync(System.IO.Path.Combine(Data, "postgresql.conf"), Settings(facts.Port), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(System.IO.Path.Combine(Data, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n", cancellationToken).ConfigureAwait(false);
        var sql = $"""
            ALTER ROLE postgres PASSWORD '{facts.AdminPassword}'
            CREATE ROLE {name} LOGIN NOSUPERUSER PASSWORD '{facts.Password}'
            CREATE DATABASE {name} OWNER {name}

            """;
        await RunAsync("postgres", ["--single", "-D", Data, "-c", "log_min_error_statement=panic", "postgres"], sql, cancellationToken).ConfigureAwait(false);
        facts.Write(Facts); // last: where it is there, the data is whole
    }

    /// <summary>Starts the server.</summary>
    public Task<Process> StartServerAsync(ServerLifetime lifetime) => Command("postgres", ["-D", Data]).StartAsync(Log, lifetime, "QUIT");

    /// <summary>The server's process, or null where it does not run.</summary>
    public int? FindProcess() => ReadProcessFile() is [var first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && IsServer(process) ? process : null;

    /// <summary>Whether a server process accepts connections.</summary>
    public bool IsReady(int process) =>
        ReadProcessFile() is { Length: >= 8 } lines && lines[0] == process.ToString(CultureInfo.InvariantCulture) && lines[7].StartsWith("ready", StringComparison.Ordinal);

    /// <summary>The end of what the server printed, on one line.</summary>
    public string LastWords()
    {
        try
        {
            return string.Join(" ", File.ReadLines(Log).TakeLast(5));
        }
        catch (IOException)
        {
            return $"it left no words in '{Log}'.";
        }
    }

    /// <summary>The topmost folder above a path that others may not enter; null where there is none.</summary>
    private static string? ClosedAbove(string path)
    {
        string? closed = null;
        for (var above = Directory.GetParent(path); above is not null && !OperatingSystem.IsWindows(); above = above.Parent)
        {
            if (!above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) closed = above.FullName;
        }

        return closed;
    }

    // No socket in the file system: its path may not be long. Everything is small: several servers may run beside each other.
    private static string Settings(int port) => string.Create(CultureInfo.InvariantCulture,
        $"""

        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = ''
        max_connections = 200
        shared_buffers = 128MB
        password_encryption = scram-sha-256
        logging_collector = off
        max_wal_size = 1GB
        autovacuum_naptime = 15s

        """);

    // The id alone may be another process's by now.
    private bool IsServer(int process)
    {
        try
        {
            return ProcessIds.IsAlive(process) && new FileInfo($"/proc/{process}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName == Data;
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string[]? ReadProcessFile()
    {
        try
        {
            return File.ReadAllLines(ProcessFile);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task RunAsync(string program, string[] arguments, string? input, CancellationToken cancellationToken)
    {
        var (code, output) = await Command(program, arguments).RunAsync(input, CreateLimit, cancellationToken).ConfigureAwait(false);
        if (code == 0 && !output.Contains("ERROR:", StringComparison.Ordinal)) return;
        var words = string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3));
        throw new ServerException($"'{program}' failed with exit code {code} in '{Path}': {words}");
    }

    private ServerCommand Command(string program, string[] arguments) =>
        new(System.IO.Path.Combine(PostgresPrograms.FindFolder(), program), arguments, Path)
        {
            User = SystemUser.InPlaceOfRoot(User),
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C", ["TZ"] = "UTC" },
        };
}
