using System.Net;
using System.Net.Sockets;

namespace Fresnel.Cluster.Faults.Tests.Network;

/// <summary>
/// The network between a process and a server: forwards bytes until it is cut. A cut link keeps its connections open and
/// passes nothing, as a network does that loses every packet; what was on the way passes when it is mended.
/// </summary>
internal sealed class CuttableLink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ends = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> running = [];
    private readonly IPEndPoint server;
    private readonly Task accepting;
    private TaskCompletionSource open = Opened();

    private CuttableLink(int port)
    {
        server = new IPEndPoint(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where the process connects to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Opens a link to a server of this machine.</summary>
    public static CuttableLink To(int port) => new(port);

    /// <summary>From now on nothing passes.</summary>
    public void Cut()
    {
        lock (gate) open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Everything passes again.</summary>
    public void Mend()
    {
        lock (gate) open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        listener.Stop();
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
        while (!ends.IsCancellationRequested)
        {
            var client = await listener.AcceptSocketAsync(ends.Token);
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
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ends.Token);
        try
        {
            await PassAsync(over.Token);
            await far.ConnectAsync(server, over.Token);
            var first = await Task.WhenAny(PumpAsync(near, far, over.Token), PumpAsync(far, near, over.Token));
            await first;
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
            await PassAsync(over); // also the end of a connection is news that does not pass
            if (count == 0) return;
            for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), over);
        }
    }

    private Task PassAsync(CancellationToken over)
    {
        lock (gate) return open.Task.WaitAsync(over);
    }
}
