using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.RabbitMq;

/// <summary>
/// A RabbitMQ broker of this machine, in a folder of its own: on loopback ports only, with the settings that we ship
/// (<c>deploy/rabbitmq</c>), a virtual host <c>fresnel</c>, and a user <c>fresnel</c> with a password that was made up for
/// it and permissions for names that begin with <c>fresnel.</c> only. The system's own service is left alone.
/// </summary>
/// <remarks>It runs as the user who starts it, root or not, with an Erlang name server (epmd) of its own.</remarks>
public sealed class LocalRabbitMq : IAsyncDisposable
{
    /// <summary>The name of the user and of its virtual host.</summary>
    public const string Name = "fresnel";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly RabbitMqFolder folder;
    private readonly RabbitMqFacts facts;

    private LocalRabbitMq(RabbitMqFolder folder, RabbitMqFacts facts, ServerLifetime lifetime)
    {
        this.folder = folder;
        this.facts = facts;
        Lifetime = lifetime;
    }

    /// <summary>How to reach it, with the password: <c>amqp://fresnel:…@127.0.0.1:54321/fresnel</c>.</summary>
    public Uri Uri => UriOf(Name);

    /// <summary>The loopback port.</summary>
    public int Port => facts.Port;

    /// <summary>Whether it ends with the process that started it.</summary>
    public ServerLifetime Lifetime { get; }

    /// <summary>The broker's process, or null where it does not run.</summary>
    public int? ProcessId => folder.FindServer();

    /// <summary>What the broker prints.</summary>
    public string LogPath => folder.Log;

    /// <summary>Starts a broker; the folder's data, password and ports are made at the first start and used again later.</summary>
    /// <param name="path">The folder; nothing else is in it. Made where it is missing.</param>
    /// <param name="lifetime">How long it runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="settings">Settings beside those that we ship, as lines of <c>rabbitmq.conf</c>.</param>
    /// <exception cref="ServerException">RabbitMQ is not installed, the folder cannot be used, or the broker does not start.</exception>
    public static async Task<LocalRabbitMq> StartAsync(string path, ServerLifetime lifetime, CancellationToken cancellationToken, string? settings = null)
    {
        if (OperatingSystem.IsWindows()) throw new ServerException("RabbitMQ is started by us on Linux only: install it yourself and name it by 'Cluster:Broker'.");
        var folder = RabbitMqFolder.Prepare(path);
        var facts = RabbitMqFacts.Read(folder.Facts) ?? RabbitMqFacts.Invent();
        var broker = new LocalRabbitMq(folder, facts, lifetime);
        if (broker.ProcessId is not null) return broker;
        folder.WriteSettings(facts, Name, settings);
        await broker.StartAsync(cancellationToken).ConfigureAwait(false);
        return broker;
    }

    /// <summary>The broker of a folder, running or not; null where none was ever made there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ServerException">What is remembered of it cannot be read.</exception>
    public static LocalRabbitMq? Find(string path)
    {
        var folder = RabbitMqFolder.Of(path);
        return RabbitMqFacts.Read(folder.Facts) is { } facts ? new LocalRabbitMq(folder, facts, ServerLifetime.Stays) : null;
    }

    /// <summary>The same user's way to another virtual host.</summary>
    public Uri UriOf(string virtualHost) => new(string.Create(CultureInfo.InvariantCulture, $"amqp://{Name}:{facts.Password}@127.0.0.1:{facts.Port}/{virtualHost}"));

    /// <summary>Starts it again, on the same ports and data. Returns when it accepts connections.</summary>
    /// <exception cref="ServerException">It runs already, a port of it is taken, or it does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (ProcessId is { } running) throw new ServerException($"The RabbitMQ of '{folder.Path}' runs already (process {running}).");
        int[] ports = folder.FindNameServer() is null ? [facts.Port, facts.DistributionPort, facts.NamePort] : [facts.Port, facts.DistributionPort];
        if (ports.Where(port => !FreePort.IsFree(port)).ToArray() is [var taken, ..])
            throw new ServerException($"Port {taken}, on which the RabbitMQ of '{folder.Path}' listens, is taken by another program.");
        if (folder.FindNameServer() is null) await folder.StartNameServerAsync(facts, Lifetime).ConfigureAwait(false);
        var process = await folder.StartServerAsync(facts, Lifetime).ConfigureAwait(false);
        var start = TimeProvider.System.GetTimestamp();
        while (!await AcceptsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!ProcessIds.IsAlive(process))
            {
                await StopNameServerAsync(cancellationToken).ConfigureAwait(false);
                throw new ServerException($"RabbitMQ ended while it started: {folder.LastWords()}");
            }

            if (TimeProvider.System.GetElapsedTime(start) > StartLimit)
            {
                ProcessIds.KillWithChildren(process);
                await StopNameServerAsync(cancellationToken).ConfigureAwait(false);
                throw new ServerException($"RabbitMQ did not accept connections within {StartLimit.TotalSeconds:0} s: {folder.LastWords()}");
            }

            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops it in good order; nothing where it does not run.</summary>
    /// <exception cref="ServerException">It does not end.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ProcessId is { } process)
        {
            ProcessIds.Signal(process, Libc.Sigterm);
            if (!await ProcessIds.WaitGoneAsync(process, StopLimit, cancellationToken).ConfigureAwait(false))
                throw new ServerException($"The RabbitMQ of '{folder.Path}' (process {process}) did not end within {StopLimit.TotalSeconds:0} s of being told to.");
        }

        await StopNameServerAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kills it, as <c>kill -9</c> does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (ProcessId is { } process)
        {
            ProcessIds.KillWithChildren(process);
            await ProcessIds.WaitGoneAsync(process, StopLimit, cancellationToken).ConfigureAwait(false);
        }

        await StopNameServerAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the process where it is, as a machine does that hangs; <see cref="Thaw"/> lets it go on.</summary>
    public void Freeze()
    {
        if (ProcessId is { } process) ProcessIds.Signal(process, Libc.Sigstop);
    }

    /// <summary>Lets the process go on.</summary>
    public void Thaw()
    {
        if (ProcessId is { } process) ProcessIds.Signal(process, Libc.Sigcont);
    }

    /// <summary>Puts it into a memory alarm, in which it takes no messages, or out of it.</summary>
    public Task BlockAsync(bool blocked, CancellationToken cancellationToken) => folder.EvaluateAsync(
        facts,
        blocked ? "rabbit_alarm:set_alarm({{resource_limit, memory, node()}, []})." : "rabbit_alarm:clear_alarm({resource_limit, memory, node()}).",
        cancellationToken);

    /// <summary>Closes the connections that have a name (given by the client), as an operator would.</summary>
    public Task CloseConnectionsAsync(string name, CancellationToken cancellationToken) => folder.EvaluateAsync(
        facts,
        $$"""
        [rabbit_networking:close_connection(Pid, "closed by a test") || [{pid, Pid}, {client_properties, Table}] <- rabbit_networking:connection_info_all([pid, client_properties]), lists:member({<<"connection_name">>, longstr, {{Binary(name)}}}, Table)].
        """,
        cancellationToken);

    /// <summary>Adds a virtual host in which the user may do everything: for whoever wants an empty broker quickly.</summary>
    public Task AddVirtualHostAsync(string name, CancellationToken cancellationToken) => folder.EvaluateAsync(
        facts,
        $"""
        rabbit_vhost:add({Binary(name)}, {Binary(Name)}), rabbit_auth_backend_internal:set_permissions({Binary(Name)}, {Binary(name)}, <<".*">>, <<".*">>, <<".*">>, {Binary(Name)}).
        """,
        cancellationToken);

    /// <summary>Deletes a virtual host, with the queues in it and the connections to it.</summary>
    public Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken) => folder.EvaluateAsync(facts, $"rabbit_vhost:delete({Binary(name)}, {Binary(Name)}).", cancellationToken);

    /// <summary>Has it evaluate an Erlang expression, which ends with a full stop.</summary>
    /// <exception cref="ServerException">It does not run, or fails at it.</exception>
    public Task EvaluateAsync(string expression, CancellationToken cancellationToken) => folder.EvaluateAsync(facts, expression, cancellationToken);

    /// <summary>Stops a broker that ends with its starter; one that stays is left as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Lifetime is ServerLifetime.WithStarter) await KillAsync(CancellationToken.None).ConfigureAwait(false);
    }

    // Bytes by their numbers: whatever the name holds, it stays one name.
    private static string Binary(string text) => $"<<{string.Join(',', System.Text.Encoding.UTF8.GetBytes(text).Select(b => b.ToString(CultureInfo.InvariantCulture)))}>>";

    private async Task StopNameServerAsync(CancellationToken cancellationToken)
    {
        if (folder.FindNameServer() is not { } process) return;
        ProcessIds.Signal(process, Libc.Sigkill);
        await ProcessIds.WaitGoneAsync(process, StopLimit, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
