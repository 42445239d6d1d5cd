using System.Net.Sockets;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Driver.Cluster;

/// <summary>The driver's long connection to one host process, opened again whenever it breaks.</summary>
internal sealed class HostClient : IGateway, IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource ends = new();
    private readonly string path;
    private readonly TimeProvider time;
    private readonly Task connecting;
    private volatile HostConnection? connection;

    private HostClient(string name, string path, TimeProvider time)
    {
        (Name, this.path, this.time) = (name, path, time);
        connecting = ConnectAsync();
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool IsConnected => connection is { Closed.IsCompleted: false };

    /// <summary>Connects as soon as a process listens.</summary>
    /// <param name="name">The process's name.</param>
    /// <param name="path">Its socket.</param>
    /// <param name="time">The clock.</param>
    public static HostClient Open(string name, string path, TimeProvider time) => new(name, path, time);

    /// <inheritdoc />
    public Task<HostResponse> AskAsync(HostRequest request, CancellationToken cancellationToken) =>
        connection is { } open ? open.AskAsync(request, cancellationToken) : throw new HostGoneException(path);

    /// <summary>Asks for something that takes no time; null where the process is gone or silent.</summary>
    /// <param name="op">What is asked.</param>
    /// <param name="patience">How long it may take.</param>
    public async Task<HostResponse?> TryAskAsync(HostOperation op, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            return await AskAsync(new HostRequest("", op), limit.Token);
        }
        catch (Exception e) when (e is HostGoneException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ends.Dispose();
    }

    private async Task ConnectAsync()
    {
        while (true)
        {
            try
            {
                await using var open = await HostConnection.OpenAsync(path, ends.Token);
                connection = open;
                await open.Closed.WaitAsync(ends.Token);
            }
            catch (SocketException)
            {
                // Nobody listens yet.
            }
            finally
            {
                connection = null;
            }

            await Task.Delay(Look, time, ends.Token);
        }
    }
}
