using System.Net;
using System.Net.Sockets;
using Fresnel.Cluster.Node.Commands;

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
        var data = Path.Combine(folder, "data");
        await using var node = NodeProcess.Launch(["node", "--data", data, "--port", $"{port}"]);

        Assert.Equal(ExitCodes.Listen, await node.ExitAsync());
        var line = Assert.Single(node.Error.TrimEnd().Split('\n'));
        Assert.Contains($"port {port}", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data), "nothing is made for a node that cannot start");
    }

    // Found by hand: the node said it was well, its answers said "internal", and only the log's file knew of the damage.
    [Fact]
    public async Task JournalWithAnAlteredByte_IsNamedInHealthAnswerAndConsole()
    {
        await using (var first = await NodeProcess.StartAsync(folder))
        {
            var (status, _, _) = await first.Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", """{"name":"hurt","settings":{"source":"rtsp://127.0.0.1:1/x","title":"a title to be altered"}}""");
            Assert.Equal(201, status);
            first.Signal("INT");
            Assert.Equal(ExitCodes.Ok, await first.ExitAsync());
        }

        foreach (var file in Directory.EnumerateFiles(folder, "journal.db*"))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            for (var at = 0; bytes.AsSpan(at).IndexOf("a title to be altered"u8) is >= 0 and var found; at += found + 1) bytes[at + found] = (byte)'A';
            await File.WriteAllBytesAsync(file, bytes);
        }

        await using var second = NodeProcess.Launch(["node", "--data", folder, "--port", "0"]);
        await Eventually.IsAsync(() => Task.FromResult(second.Output.Contains("Data folder", StringComparison.Ordinal)), "the node runs");
        using var client = new HttpClient { BaseAddress = new Uri(second.Output[second.Output.IndexOf("http", StringComparison.Ordinal)..].Split('\n')[0].Trim()) };
        const string damage = "of camera/hurt has a wrong checksum";
        var health = await Eventually.GetAsync(
            async () => await client.CallAsync(HttpMethod.Get, "/health/ready", null) is { Status: 503 } answer ? answer.Json.ToString() : null,
            "the damage is met");
        Assert.Contains(damage, health, StringComparison.Ordinal);
        var (failed, problem, _) = await client.CallAsync(HttpMethod.Get, "/api/v1/cameras/hurt/events", null);
        Assert.Equal((500, "journal-damaged"), (failed, problem.Text("code")));
        Assert.Contains(damage, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains(damage, second.Error, StringComparison.Ordinal);
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
