using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace Fresnel.Engine.Protocol;

/// <summary>The driver's connection to a host process: many requests at a time, answered in any order.</summary>
internal sealed class HostConnection : IAsyncDisposable
{
    private readonly string path;
    private readonly JsonLines lines;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<HostResponse>> waiting = new();
    private readonly CancellationTokenSource ends = new();
    private readonly Task reading;
    private long last;

    private HostConnection(string path, Socket socket)
    {
        this.path = path;
        lines = new JsonLines(new NetworkStream(socket, ownsSocket: true));
        reading = ReadAsync();
    }

    /// <summary>Completes when the connection is broken.</summary>
    public Task Closed => reading;

    /// <summary>Connects to the socket of a host process.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<HostConnection> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new HostConnection(path, socket);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request under an id of this connection, and waits for its response as long as the connection lives.</summary>
    /// <exception cref="HostGoneException">The connection broke.</exception>
    public async Task<HostResponse> AskAsync(HostRequest request, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        var response = new TaskCompletionSource<HostResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = response;
        try
        {
            if (reading.IsCompleted) throw new HostGoneException(path);
            await lines.WriteAsync(request with { Id = id }, ends.Token);
            return await response.Task.WaitAsync(cancellationToken);
        }
        catch (Exception broken) when (IsBroken(broken) && !cancellationToken.IsCancellationRequested)
        {
            throw new HostGoneException(path, broken);
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await reading;
        await lines.DisposeAsync();
        ends.Dispose();
    }

    private static bool IsBroken(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    private async Task ReadAsync()
    {
        try
        {
            while (await lines.ReadAsync<HostResponse>(ends.Token) is { } response)
            {
                if (waiting.TryGetValue(response.Id, out var asked)) asked.TrySetResult(response);
            }
        }
        catch (Exception broken) when (IsBroken(broken) || broken is JsonException)
        {
            // A process that was killed may have written half a line.
        }

        foreach (var asked in waiting.Values) asked.TrySetException(new HostGoneException(path));
    }
}
