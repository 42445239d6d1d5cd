using System.Net.Sockets;
using System.Text.Json;

namespace Fresnel.Engine.Protocol;

/// <summary>The socket of a host process: takes connections and answers their requests, many at a time.</summary>
internal sealed class HostListener : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource ends = new();
    private readonly HostDesk desk;
    private readonly string path;
    private readonly Task accepting;
    private int disposed;

    private HostListener(string path, HostDesk desk)
    {
        (this.path, this.desk) = (path, desk);
        File.Delete(path); // of a process that was killed
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        accepting = AcceptAsync();
    }

    /// <summary>Listens on a path, which is taken over from a process that was killed.</summary>
    public static HostListener Start(string path, HostDesk desk) => new(path, desk);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1) return;
        await ends.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(path);
        ends.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await listener.AcceptAsync(ends.Token);
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var lines = new JsonLines(new NetworkStream(socket, ownsSocket: true));
        try
        {
            while (await lines.ReadAsync<HostRequest>(ends.Token) is { } request) _ = AnswerAsync(lines, request);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or JsonException)
        {
            // The driver closed the connection, or does not speak the protocol.
        }
    }

    private async Task AnswerAsync(JsonLines lines, HostRequest request)
    {
        try
        {
            await lines.WriteAsync(await desk.AnswerAsync(request, ends.Token), ends.Token);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The driver is gone, or this process is ending.
        }
    }
}
