using System.Net;
using System.Net.Sockets;
using Fresnel.Cluster.Node.Commands;
using Fresnel.Cluster.Node.Tests.Support;

namespace Fresnel.Cluster.Node.Tests.Verbs;

public sealed class StartTests : IDisposable
{
    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task SecondProcess_OnTheSameFolder_IsRefused_AndTheFirstStopsInOrder()
    {
        await using var first = await NodeProcess.StartAsync(folder);
        await using var second = NodeProcess.Launch(["node", "--data", folder, "--port", "0"]);

        Assert.Equal(ExitCodes.DataFolder, await second.ExitAsync());
        var line = Assert.Single(second.Error.TrimEnd().Split('\n'));
        Assert.Contains($"in use by process {first.Id}", line, StringComparison.Ordinal);
        first.Signal("INT");
        Assert.Equal(ExitCodes.Ok, await first.ExitAsync());
        Assert.Equal("", first.Error);
    }

    [Fact]
    public async Task TakenPort_IsOneLine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var node = NodeProcess.Launch(["node", "--data", folder, "--port", $"{port}"]);

        Assert.Equal(ExitCodes.Listen, await node.ExitAsync());
        var line = Assert.Single(node.Error.TrimEnd().Split('\n'));
        Assert.Contains($"port {port}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnwritableFolder_IsOneLine()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        await using var node = NodeProcess.Launch(["node", "--data", Path.Combine(file, "data"), "--port", "0"]);

        Assert.Equal(ExitCodes.DataFolder, await node.ExitAsync());
        var line = Assert.Single(node.Error.TrimEnd().Split('\n'));
        Assert.Contains(file, line, StringComparison.Ordinal);
    }
}
