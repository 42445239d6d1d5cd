using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Driver.Cluster;

/// <summary>
/// The place of one host process in a cluster: the same name, address and database, one process after the other. A process
/// that fails is started again, as systemd does with <c>Restart=on-failure</c>; not one that was dismissed or cannot use its folder.
/// </summary>
internal sealed class HostSeat : IAsyncDisposable
{
    /// <summary>The exit code of a process that was downed or fenced, and asks to be started again.</summary>
    public const int RestartCode = 8;

    private const int FolderCode = 3;
    private const int DismissedCode = 7;
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly HostStart start;
    private readonly RunClock clock;
    private readonly ConcurrentQueue<HostExit> exits;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim starting = new(1);
    private Process? process;
    private Task watching = Task.CompletedTask;
    private bool wanted;
    private bool down;

    /// <param name="start">How its processes are started.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="exits">Where it is noted that one ended.</param>
    public HostSeat(HostStart start, RunClock clock, ConcurrentQueue<HostExit> exits)
    {
        (this.start, this.clock, this.exits) = (start, clock, exits);
        Client = HostClient.Open(start.Name, start.Socket, clock.Time);
    }

    /// <summary>The name.</summary>
    public string Name => start.Name;

    /// <summary>The role.</summary>
    public HostRole Role => start.Role;

    /// <summary>The address as a member: <c>host:port</c>.</summary>
    public string Address => start.Place.Address;

    /// <summary>The connection to whichever process is there.</summary>
    public HostClient Client { get; }

    /// <summary>The process; null where none runs.</summary>
    public int? ProcessId
    {
        get
        {
            lock (gate) return process is { HasExited: false } running ? running.Id : null;
        }
    }

    /// <summary>When the process that runs now was started.</summary>
    public TimeSpan StartedAt { get; private set; }

    /// <summary>Starts a process; nothing where one runs.</summary>
    public async Task StartAsync()
    {
        await starting.WaitAsync(); // the driver and a restart may want to at the same time
        try
        {
            if (ProcessId is not null) return;
            await watching;
            StartedAt = clock.Now;
            var words = (string[])[.. start.Place.Prefix, .. start.Program.Words, .. start.Arguments];
            var started = await Spawner.StartAsync(words, start.Log, start.Environment);
            lock (gate)
            {
                process?.Dispose();
                (process, wanted) = (started, false);
                watching = WatchAsync(started);
            }
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Ends the process at once; it is not started again by itself.</summary>
    public Task KillAsync() => EndAsync(Signals.Kill);

    /// <summary>Asks the process to end, and waits for it.</summary>
    public Task TerminateAsync() => EndAsync(Signals.Terminate);

    /// <summary>Sends a signal to the process and goes on.</summary>
    public void Signal(int signal)
    {
        if (ProcessId is { } running) Signals.Send(running, signal);
    }

    /// <summary>Waits until the process has ended.</summary>
    public Task WaitEndAsync() => watching;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (gate) down = true;
        await KillAsync();
        await Client.DisposeAsync();
        process?.Dispose();
        starting.Dispose();
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Address}, process {ProcessId})");

    private Task EndAsync(int signal)
    {
        lock (gate)
        {
            wanted = true;
            Signal(signal);
            return watching;
        }
    }

    private async Task WatchAsync(Process running)
    {
        await running.WaitForExitAsync();
        bool again;
        lock (gate)
        {
            exits.Enqueue(new HostExit(Name, running.Id, running.ExitCode, clock.Now, wanted));
            again = !wanted && !down && running.ExitCode is not (0 or FolderCode or DismissedCode);
        }

        if (again) _ = RestartAsync();
    }

    private async Task RestartAsync()
    {
        await Task.Delay(RestartPause, clock.Time);
        lock (gate)
        {
            if (down) return;
        }

        await StartAsync();
    }
}
