using System.Net;
using System.Net.Sockets;
using Fresnel.Service.Commands;

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

    // Found by hand: the node said it was well, its answers said "internal", and only the log's file knew of the damage;
    // commands were answered when their time was over.
    [Fact]
    public async Task JournalWithAnAlteredByte_IsNamedInHealthAnswersAndConsole()
    {
        await using (var first = await NodeProcess.StartAsync(folder))
        {
            // Titles so long that the damage is far from what is read at the start.
            foreach (var name in (string[])["hurt", "sound", "other"])
                await first.Client.CreateCameraAsync(name, new { source = "rtsp://127.0.0.1:1/x", title = $"{name} to be altered {new string('x', 60)}" });
            for (var i = 0; i < 20; i++) await first.Client.ChangeCameraAsync("sound", new { title = $"{i} {new string('y', 80)}" });
            first.Signal("INT");
            Assert.Equal(ExitCodes.Ok, await first.ExitAsync());
        }

        await AlterAsync("hurt to be altered"u8.ToArray());
        await using var second = NodeProcess.Launch(["node", "--data", folder, "--port", "0"]);
        await Eventually.IsAsync(() => Task.FromResult(second.Output.Contains("Data folder", StringComparison.Ordinal)), "the node runs");
        using var client = new HttpClient { BaseAddress = new Uri(second.Output[second.Output.IndexOf("http", StringComparison.Ordinal)..].Split('\n')[0].Trim()) };
        const string damage = "is damaged: page";
        var health = await Eventually.GetAsync(
            async () => await client.CallAsync(HttpMethod.Get, "/health/ready", null) is { Status: 503 } answer ? answer.Json.ToString() : null,
            "the damage is met");
        Assert.Contains(damage, health, StringComparison.Ordinal);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/v1/cameras/hurt/events"), (HttpMethod.Post, "/api/v1/cameras/hurt/disable") })
        {
            var (failed, problem, _) = await client.CallAsync(method, path, null);
            Assert.Equal((500, "journal-damaged"), (failed, problem.Text("code")));
            Assert.Contains(damage, problem.Text("detail"), StringComparison.Ordinal);
        }

        await Eventually.IsAsync(() => Task.FromResult(second.Error.Contains(damage, StringComparison.Ordinal)), "the console says so");
    }

    [Fact]
    public async Task JournalThatCannotGoOn_IsOneLine()
    {
        await using (var first = await NodeProcess.StartAsync(folder))
        {
            await first.Client.CreateCameraAsync("hurt", new { source = "rtsp://127.0.0.1:1/x", title = "hurt to be altered" });
            first.Signal("INT");
            Assert.Equal(ExitCodes.Ok, await first.ExitAsync());
        }

        await AlterAsync("hurt to be altered"u8.ToArray());
        await using var second = NodeProcess.Launch(["node", "--data", folder, "--port", "0"]);

        Assert.Equal(ExitCodes.DataFolder, await second.ExitAsync());
        var line = Assert.Single(second.Error.TrimEnd().Split('\n'));
        Assert.Contains("journal.db' is damaged: page", line, StringComparison.Ordinal);
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

    private async Task AlterAsync(byte[] text)
    {
        var path = Path.Combine(folder, "journal.db");
        var bytes = await File.ReadAllBytesAsync(path);

        // The last place: earlier ones are what SQLite left behind when it moved the row.
        var at = bytes.AsSpan().LastIndexOf(text);
        Assert.True(at >= 0, "the title is in the journal");
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }
}
