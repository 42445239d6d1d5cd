using System.Collections.Concurrent;
using System.Net.Sockets;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Network;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Scenarios;

/// <summary>An embedded host process of a scenario: a cluster of one on SQLite.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    private readonly HostSeat seat;

    private EmbeddedHost(HostSeat seat, HostConnection connection, TimeSpan connected) =>
        (this.seat, Connection, ConnectedAfter) = (seat, connection, connected);

    /// <summary>The connection to it.</summary>
    public HostConnection Connection { get; }

    /// <summary>How long after the start of the process it took connections.</summary>
    public TimeSpan ConnectedAfter { get; }

    /// <summary>When the process was started.</summary>
    public TimeSpan StartedAt => seat.StartedAt;

    /// <summary>Starts a process and connects as soon as that is possible.</summary>
    /// <param name="run">The scenario's run.</param>
    /// <param name="data">Its data folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="more">Further arguments.</param>
    public static async Task<EmbeddedHost> StartAsync(
        ScenarioRun run, string data, CancellationToken cancellationToken, params string[] more)
    {
        var socket = run.Folder.File("embedded.sock");
        var place = new NetworkPlace("127.0.0.1", 0, []);
        string[] arguments = [.. run.Options.Arguments, .. more];
        var log = run.Folder.File("embedded.log");
        var start = new HostStart("embedded", HostRole.Embedded, place, run.Program, socket, log, null, data, arguments);
        var exits = new ConcurrentQueue<HostExit>();
        var seat = new HostSeat(start, run.Clock, exits);
        await seat.StartAsync();
        while (true)
        {
            try
            {
                var connection = await HostConnection.OpenAsync(socket, cancellationToken);
                return new EmbeddedHost(seat, connection, run.Clock.Now - seat.StartedAt);
            }
            catch (SocketException) when (exits.IsEmpty && run.Clock.Now - seat.StartedAt < Limit)
            {
                await Task.Delay(Look, cancellationToken);
            }
        }
    }

    /// <summary>What it uses.</summary>
    public async Task<ProcessFigures> MeasureAsync(CancellationToken cancellationToken) =>
        (await Connection.AskAsync(new HostRequest("", HostOperation.Process), cancellationToken)).Process!;

    /// <summary>Asks it to end, and waits for it.</summary>
    public Task StopAsync() => seat.TerminateAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await seat.DisposeAsync();
    }
}
