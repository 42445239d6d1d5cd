using System.Net;
using System.Net.Sockets;

namespace Fresnel.Tests.Servers;

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
    private (byte[] Ending, TaskCompletionSource Held)? holding;

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

    /// <summary>Keeps back the next bytes of the process that end like this, and whatever comes after them on that connection.</summary>
    /// <returns>Completes when they are kept back, and all before them has passed.</returns>
    public Task Hold(byte[] ending)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) holding = (ending, held);
        return held.Task;
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
            var first = await Task.WhenAny(PumpAsync(near, far, TakeHold, over.Token), PumpAsync(far, near, static _ => null, over.Token));
            await first;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One side is gone: so is the other.
        }

        await over.CancelAsync();
    }

    private async Task PumpAsync(Socket from, Socket to, Func<ArraySegment<byte>, (byte[] Ending, TaskCompletionSource Held)?> hold, CancellationToken over)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, over);
            await PassAsync(over); // also the end of a connection is news that does not pass
            if (count == 0) return;
            var kept = hold(new ArraySegment<byte>(buffer, 0, count));
            var passes = count - (kept?.Ending.Length ?? 0);
            for (var sent = 0; sent < passes;) sent += await to.SendAsync(buffer.AsMemory(sent, passes - sent), over);
            if (kept is null) continue;
            kept.Value.Held.TrySetResult();
            await Task.Delay(Timeout.Infinite, over);
        }
    }

    private (byte[] Ending, TaskCompletionSource Held)? TakeHold(ArraySegment<byte> bytes)
    {
        lock (gate)
        {
            if (holding is not { } hold || !bytes.AsSpan().EndsWith(hold.Ending)) return null;
            holding = null;
            return hold;
        }
    }

    private Task PassAsync(CancellationToken over)
    {
        lock (gate) return open.Task.WaitAsync(over);
    }
}
