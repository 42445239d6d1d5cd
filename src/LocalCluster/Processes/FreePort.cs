using System.Net;
using System.Net.Sockets;

namespace Fresnel.LocalCluster.Processes;

/// <summary>Ports of this machine that nobody listens on.</summary>
public static class FreePort
{
    // Below the ports from which Linux takes those of outgoing connections: a server that is down for a while finds its port free.
    private const int Lowest = 15_000;
    private const int Highest = 32_000;

    /// <summary>A loopback port that was free a moment ago.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(port)) return port;
        }
    }

    /// <summary>Whether a loopback port can be listened on now.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // As servers do: connections of a server that is gone may still linger.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
