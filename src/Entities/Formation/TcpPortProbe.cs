using System.Globalization;
using System.Net.Sockets;

namespace Fresnel.Entities.Formation;

/// <summary>Connects and closes the connection at once.</summary>
internal sealed class TcpPortProbe(TimeProvider time) : IPortProbe
{
    /// <inheritdoc/>
    public async Task<PortAnswer> AskAsync(string endpoint, TimeSpan limit, CancellationToken cancellationToken)
    {
        var colon = endpoint.LastIndexOf(':');
        var port = int.Parse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint[..colon], port, either.Token).ConfigureAwait(false);
            return PortAnswer.Accepts;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return PortAnswer.Refuses;
        }
        catch (SocketException)
        {
            return PortAnswer.Silent;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PortAnswer.Silent;
        }
    }
}
