using System.Net;
using System.Net.Sockets;

namespace Fresnel.Journal.Tests.Support;

/// <summary>Stands between a client and a PostgreSQL server, and loses or keeps what it is told to.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    // The message that ends a transaction of one statement: 'S', and its length.
    private static readonly byte[] Sync = [(byte)'S', 0, 0, 0, 4];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource passing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int server;
    private volatile bool swallows;
    private volatile bool holdsSync;

    public TcpProxy(int server)
    {
        this.server = server;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Completes when a sync was kept back: the server has executed, and waits to be told to commit.</summary>
    public Task Held => held.Task;

    /// <summary>From now on nothing passes, and nobody is told: as when packets are lost.</summary>
    public void Swallow() => swallows = true;

    /// <summary>Keeps back the next sync that a client sends.</summary>
    public void HoldSync() => holdsSync = true;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        passing.TrySetResult();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(ended.Token);
                _ = RelayAsync(client);
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var to = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                if (!swallows) await to.ConnectAsync(IPAddress.Loopback, server, ended.Token);
                else await passing.Task;
                await Task.WhenAny(PumpAsync(client.GetStream(), to.GetStream(), fromClient: true), PumpAsync(to.GetStream(), client.GetStream(), fromClient: false));
            }
            catch (Exception closed) when (closed is IOException or SocketException or OperationCanceledException or InvalidOperationException)
            {
                // One of the ends is gone; the other is closed with it.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool fromClient)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, ended.Token)) > 0;)
        {
            if (swallows) await passing.Task;
            if (fromClient && holdsSync && buffer.AsSpan(0, read).EndsWith(Sync))
            {
                holdsSync = false;
                await to.WriteAsync(buffer.AsMemory(0, read - Sync.Length), ended.Token);
                held.TrySetResult();
                await passing.Task;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), ended.Token);
        }
    }
}
