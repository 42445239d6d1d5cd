using System.Net;
using System.Net.Sockets;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Security;
using Fresnel.Tests.Models;

namespace Fresnel.Formation.Tests.Formation;

public sealed class TcpPortProbeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    private readonly TemporaryFolder folder = new();
    private readonly ClusterCertificates certificates;
    private readonly TcpPortProbe probe;

    public TcpPortProbeTests()
    {
        certificates = ClusterCertificates.Open(
            new CertificateOptions { Folder = Path.Combine(folder.Path, "certificates") }, "127.0.0.1", TimeProvider.System);
        probe = new TcpPortProbe(certificates, TimeProvider.System);
    }

    public void Dispose()
    {
        certificates.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task PortOfAProcessThatDoesNotAnswer_Accepts()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal(PortAnswer.Accepts, await AskAsync(listener.LocalEndpoint));
    }

    [Fact]
    public async Task PortWithoutAProcess_Refuses()
    {
        EndPoint closed;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            closed = listener.LocalEndpoint;
        }

        Assert.Equal(PortAnswer.Refuses, await AskAsync(closed));
    }

    [Fact]
    public async Task PortThatDropsConnections_IsSilent()
    {
        using var full = new Socket(SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 3).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var socket in waiting) _ = socket.ConnectAsync(full.LocalEndPoint!); // the queue holds one, the others get no answer

        try
        {
            await Task.Delay(100);
            Assert.Equal(PortAnswer.Silent, await AskAsync(full.LocalEndPoint!));
        }
        finally
        {
            foreach (var socket in waiting) socket.Dispose();
        }
    }

    [Fact]
    public async Task Caller_ThatGivesUp_IsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe.AskAsync("127.0.0.1:1", Limit, cancelled.Token));
    }

    private Task<PortAnswer> AskAsync(EndPoint endpoint) => probe.AskAsync($"127.0.0.1:{((IPEndPoint)endpoint).Port}", Limit, default);
}
