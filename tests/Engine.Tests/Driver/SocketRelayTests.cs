using System.Net;
using System.Net.Sockets;
using Fresnel.Engine.Driver.Database;

namespace Fresnel.Engine.Tests.Driver;

public sealed class SocketRelayTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string folder = Directory.CreateTempSubdirectory("fe-").FullName;
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private SocketRelay relay = null!;
    private Socket near = null!;
    private Socket far = null!;

    public async Task InitializeAsync()
    {
        server.Start();
        var path = Path.Combine(folder, ".s.PGSQL.5432");
        relay = SocketRelay.Open(path, ((IPEndPoint)server.LocalEndpoint).Port);
        near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await near.ConnectAsync(new UnixDomainSocketEndPoint(path));
        far = await server.AcceptSocketAsync();
    }

    public async Task DisposeAsync() => await relay.DisposeAsync();

    public void Dispose()
    {
        near.Dispose();
        far.Dispose();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Relay_Open_PassesBothWays()
    {
        await near.SendAsync("to"u8.ToArray());
        Assert.Equal("to", await ReadAsync(far));
        await far.SendAsync("fro"u8.ToArray());
        Assert.Equal("fro", await ReadAsync(near));
    }

    [Fact]
    public async Task Relay_Cut_HoldsEverythingUntilItIsMended()
    {
        relay.Cut();
        await near.SendAsync("held"u8.ToArray());
        var reading = ReadAsync(far);
        await Task.Delay(50); // that nothing comes cannot be waited for
        Assert.False(reading.IsCompleted);

        relay.Mend();
        Assert.Equal("held", await reading);
    }

    [Fact]
    public async Task Relay_WhenTheServerCloses_ClosesToo()
    {
        far.Dispose();

        Assert.Equal("", await ReadAsync(near));
    }

    [Fact]
    public async Task Relay_WhenTheMemberIsGone_ClosesTheServersSide()
    {
        near.Dispose();

        Assert.Equal("", await ReadAsync(far));
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[64];
        var count = await socket.ReceiveAsync(buffer, limit.Token);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
    }
}
