using System.Globalization;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.Postgres;

/// <summary>
/// A PostgreSQL server of this machine, in a folder of its own: on a loopback port only, with passwords that were made
/// up for it, a role <c>fresnel</c> that is no superuser, and a database <c>fresnel</c> that this role owns.
/// </summary>
/// <remarks>
/// Where this process is root's, the server runs as the user <c>postgres</c>: the folder is given to that user, and
/// those above it must let it pass.
/// </remarks>
public sealed class LocalPostgres : IAsyncDisposable
{
    /// <summary>The name of the role and of its database.</summary>
    public const string Name = "fresnel";

    private const string Admin = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly PostgresFolder folder;
    private readonly PostgresFacts facts;

    private LocalPostgres(PostgresFolder folder, PostgresFacts facts, ServerLifetime lifetime)
    {
        this.folder = folder;
        this.facts = facts;
        Lifetime = lifetime;
    }

    /// <summary>How to reach the database, with the password: <c>postgresql://fresnel:…@127.0.0.1:54321/fresnel</c>.</summary>
    public Uri Uri => UriOf(Name);

    /// <summary>The superuser's way to the same database, with the password: for whoever makes more databases.</summary>
    public Uri AdminUri => new(string.Create(CultureInfo.InvariantCulture, $"postgresql://{Admin}:{facts.AdminPassword}@127.0.0.1:{facts.Port}/{Name}"));

    /// <summary>The loopback port.</summary>
    public int Port => facts.Port;

    /// <summary>Whether it ends with the process that started it.</summary>
    public ServerLifetime Lifetime { get; }

    /// <summary>The server's process, or null where it does not run.</summary>
    public int? ProcessId => folder.FindProcess();

    /// <summary>What the server prints.</summary>
    public string LogPath => folder.Log;

    /// <summary>Starts a server; the folder's data, passwords and port are made at the first start and used again later.</summary>
    /// <param name="path">The folder; nothing else is in it. Made where it is missing.</param>
    /// <param name="lifetime">How long it runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServerException">PostgreSQL is not installed, the folder cannot be used, or the server does not start.</exception>
    public static async Task<LocalPostgres> StartAsync(string path, ServerLifetime lifetime, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) throw new ServerException("PostgreSQL is started by us on Linux only: install it yourself and name it by 'Cluster:Database'.");
        var folder = PostgresFolder.Prepare(path);
        var facts = PostgresFacts.Read(folder.Facts);
        if (facts is null)
        {
            facts = PostgresFacts.Invent(FreePort.Find());
            await folder.CreateAsync(facts, Name, cancellationToken).ConfigureAwait(false);
        }

        var server = new LocalPostgres(folder, facts, lifetime);
        if (server.ProcessId is null) await server.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>The server of a folder, running or not; null where none was ever made there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ServerException">What is remembered of it cannot be read.</exception>
    public static LocalPostgres? Find(string path)
    {
        var folder = PostgresFolder.Of(path);
        return PostgresFacts.Read(folder.Facts) is { } facts ? new LocalPostgres(folder, facts, ServerLifetime.Stays) : null;
    }

    /// <summary>The way to another database of the same role.</summary>
    public Uri UriOf(string database) =>
        new(string.Create(CultureInfo.InvariantCulture, $"postgresql://{Name}:{facts.Password}@127.0.0.1:{facts.Port}/{database}"));

    /// <summary>Starts it again, on the same port and data. Returns when it accepts connections.</summary>
    /// <exception cref="ServerException">It runs already, its port is taken, or it does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (ProcessId is { } running) throw new ServerException($"The PostgreSQL of '{folder.Path}' runs already (process {running}).");
        if (!FreePort.IsFree(Port)) throw new ServerException($"Port {Port}, on which the PostgreSQL of '{folder.Path}' listens, is taken by another program.");
        using var process = await folder.StartServerAsync(Lifetime).ConfigureAwait(false);
        var start = TimeProvider.System.GetTimestamp();
        while (!folder.IsReady(process.Id))
        {
            if (!ProcessIds.IsAlive(process.Id)) throw new ServerException($"PostgreSQL ended while it started: {folder.LastWords()}");
            if (TimeProvider.System.GetElapsedTime(start) > StartLimit)
            {
                ProcessIds.KillWithChildren(process.Id);
                throw new ServerException($"PostgreSQL did not accept connections within {StartLimit.TotalSeconds:0} s: {folder.LastWords()}");
            }

            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops it; nothing where it does not run.</summary>
    /// <exception cref="ServerException">It does not end.</exception>
    public async Task StopAsync(PostgresStop how, CancellationToken cancellationToken)
    {
        if (ProcessId is not { } process) return;
        ProcessIds.Signal(process, how is PostgresStop.Fast ? Libc.Sigint : Libc.Sigquit);
        if (!await ProcessIds.WaitGoneAsync(process, StartLimit, cancellationToken).ConfigureAwait(false))
            throw new ServerException($"The PostgreSQL of '{folder.Path}' (process {process}) did not end within {StartLimit.TotalSeconds:0} s of being told to.");
    }

    /// <summary>Kills all its processes, as <c>kill -9</c> does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (ProcessId is not { } process) return;
        ProcessIds.KillWithChildren(process);
        await ProcessIds.WaitGoneAsync(process, StartLimit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops all its processes where they are, as a machine does that hangs; <see cref="Thaw"/> lets them go on.</summary>
    public void Freeze() => SignalAll(Libc.Sigstop);

    /// <summary>Lets the processes go on.</summary>
    public void Thaw() => SignalAll(Libc.Sigcont);

    /// <summary>Stops a server that ends with its starter; one that stays is left as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Lifetime is ServerLifetime.WithStarter) await StopAsync(PostgresStop.Immediate, CancellationToken.None).ConfigureAwait(false);
    }

    private void SignalAll(int signal)
    {
        if (ProcessId is not { } process) return;
        ProcessIds.Signal(process, signal);
        foreach (var child in ProcessIds.ChildrenOf(process)) ProcessIds.Signal(child, signal);
    }
}
