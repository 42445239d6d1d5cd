using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Fresnel.Entities.Security;

namespace Fresnel.Entities.Formation;

/// <summary>
/// Connects, and closes the connection after a TLS handshake: a peer logs connections without one as attacks. What the port answered is
/// decided before the handshake, which a frozen process does not take part in.
/// </summary>
internal sealed class TcpPortProbe(ClusterCertificates certificates, TimeProvider time) : IPortProbe
{
    /// <inheritdoc/>
    public async Task<PortAnswer> AskAsync(string endpoint, TimeSpan limit, CancellationToken cancellationToken)
    {
        var colon = endpoint.LastIndexOf(':');
        var (host, port) = (endpoint[..colon], int.Parse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, either.Token).ConfigureAwait(false);
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

        await GreetAsync(socket, host, either.Token).ConfigureAwait(false);
        return PortAnswer.Accepts;
    }

    private async Task GreetAsync(Socket socket, string host, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new NetworkStream(socket);
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificates = [certificates.Node],
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.Node,
                    RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                        certificates.IsTrusted(certificate as X509Certificate2, chain),
                },
                cancellationToken).ConfigureAwait(false);
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception) // the edge to the peer: the port accepted the connection, which is all that was asked
        {
        }
    }
}
