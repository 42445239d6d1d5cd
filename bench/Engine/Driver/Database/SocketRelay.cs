using System.Net;
using System.Net.Sockets;

namespace Fresnel.Engine.Driver.Database;

/// <summary>
/// A member's way to PostgreSQL: a unix socket that Npgsql takes for the server's own, relayed to the server's port. Cut, it
/// keeps its connections open and passes nothing, as a network does that loses every packet.
/// </summary>
internal sealed class SocketRelay : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource ends = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> running = [];
    private readonly IPEndPoint server;
    private readonly Task accepting;
    private TaskCompletionSource open = Opened();

    private SocketRelay(string path, int port)
    {
        server = new IPEndPoint(IPAddress.Loopback, port);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        accepting = AcceptAsync();
    }

    /// <summary>Opens a relay.</summary>
    /// <param name="path">The socket: <c>FOLDER/.s.PGSQL.5432</c>.</param>
    /// <param name="port">The server's loopback port.</param>
    public static SocketRelay Open(string path, int port) => new(path, port);

    /// <summary>From now on nothing passes.</summary>
    public void Cut()
    {
        lock (gate)
        {
            if (open.Task.IsCompleted) open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Everything passes again, also what was on the way.</summary>
    public void Mend()
    {
        lock (gate) open.TrySetResult();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] left;
        lock (gate) left = [.. running];
        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ends.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptAsync(ends.Token);
            var task = ServeAsync(client);
            lock (gate) running.Add(task);
            _ = task.ContinueWith(
                done =>
                {
                    lock (gate) running.Remove(done);
                },
                TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ends.Token);
        try
        {
            await PassAsync(over.Token);
            await far.ConnectAsync(server, over.Token);
            await (await Task.WhenAny(PumpAsync(near, far, over.Token), PumpAsync(far, near, over.Token)));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One side is gone: so is the other.
        }

        await over.CancelAsync();
    }

    private async Task PumpAsync(Socket from, Socket to, CancellationToken over)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, over);
            await PassAsync(over); // the end of a connection does not pass either
            if (count == 0) return;
            for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), over);
        }
    }

    private Task PassAsync(CancellationToken over)
    {
        lock (gate) return open.Task.WaitAsync(over);
    }
}
