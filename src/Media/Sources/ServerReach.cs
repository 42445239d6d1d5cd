using System.Net.Sockets;

namespace Fresnel.Media.Sources;

/// <summary>Finds out when a stream's server takes connections again: far cheaper, and so far more often, than starting a decoder to see.</summary>
public static class ServerReach
{
    private const int RtspPort = 554;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    /// <summary>Completes when the server of a live source accepts a TCP connection; at once for other sources.</summary>
    /// <param name="source">The source.</param>
    /// <param name="time">The clock of the pauses between attempts, about a quarter of a second with jitter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WaitAsync(VideoSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        if (!source.IsLive) return;
        var address = new Uri(source.Address);
        while (!await AcceptsAsync(address, time, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(Interval * (0.8 + (0.4 * Random.Shared.NextDouble())), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> AcceptsAsync(Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ConnectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.IdnHost, address.Port > 0 ? address.Port : RtspPort, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
