using System.Diagnostics;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Tests.Support;

namespace Fresnel.Pbm.Tests.Commands;

/// <summary>Verbs that last: followed across a restart of the node, and until the node has left.</summary>
public sealed class TailAndLeaveTests : IAsyncLifetime
{
    private readonly string folder = TestPlaces.NewFolder();
    private NodeProcess node = null!;

    public async Task InitializeAsync() => node = await NodeProcess.StartAsync(Path.Combine(folder, "data"));

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Leave_WaitsUntilTheMemberIsGone()
    {
        var run = await PbmRun.OfAsync($"cluster leave node-1 --host {node.Address}");

        Assert.Equal("node-1 leaves: it hands over 64 shards.", run.Done().Split('\n')[0]);
        Assert.EndsWith("node-1 has left.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await node.ExitAsync());
        (await PbmRun.OfAsync($"cluster show --host {node.Address}")).FailedWith(ExitCodes.Unreachable, "nothing listens there");
    }

    [Fact]
    public async Task Tail_SurvivesARestartOfWhomItAsks_AndEndsWithCtrlC()
    {
        var port = node.Address.Port;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Fresnel.Pbm.dll"), "cluster", "tail", "--host", $"127.0.0.1:{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var tail = Process.Start(start)!;
        try
        {
            Assert.Matches("^[0-9-]+ [0-9:]+  member-up ", await LineAsync(tail.StandardOutput));
            await node.DisposeAsync();
            Assert.Matches("^pbm: (lost|the stream ended)", await LineAsync(tail.StandardError));
            node = NodeProcess.Launch(["node", "--data", Path.Combine(folder, "data"), "--port", $"{port}"]);
            await node.ReadyAsync();
            while (!(await LineAsync(tail.StandardError)).Contains("again", StringComparison.Ordinal))
            {
            }

            while (!(await LineAsync(tail.StandardOutput)).Contains("  member-up ", StringComparison.Ordinal))
            {
            }

            using (var kill = Process.Start("/bin/kill", ["-INT", $"{tail.Id}"])) await kill.WaitForExitAsync();
            await tail.WaitForExitAsync().WaitAsync(Eventually.Patience);
            Assert.Equal(ExitCodes.Ok, tail.ExitCode);
        }
        finally
        {
            if (!tail.HasExited) tail.Kill();
        }
    }

    private static async Task<string> LineAsync(StreamReader reader) => await reader.ReadLineAsync().WaitAsync(Eventually.Patience) ?? throw new InvalidOperationException("pbm ended");
}
