using System.Diagnostics;
using System.Text.Json;
using Fresnel.LocalCluster;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Tests.Support;

namespace Fresnel.Pbm.Tests.Local;

/// <summary>A real cluster of this machine: RabbitMQ, PostgreSQL, a lighthouse, nodes.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private readonly string folder = TestPlaces.NewFolder();
    private readonly LocalRun cluster;

    public LocalClusterTests()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8)); // PostgreSQL runs as another user where the tests are root's
        cluster = new LocalRun(Data);
    }

    private string Data => Path.Combine(folder, "data");

    public void Dispose()
    {
        cluster.KillAll();
        Directory.Delete(folder, recursive: true);
    }

    [DemoVideoFact]
    public async Task Cluster_FromUpToDownAndUpAgain()
    {
        var up = await cluster.RunAsync($"local up --nodes 2 --cameras 2 --video {DemoVideo.FilePath}");
        Assert.Contains("5 of 5 processes well, 64 of 64 shards owned, 2 of 2 cameras analysing", up.Done(), StringComparison.Ordinal);
        HidesItsSecrets();

        using (new LocalFolder(Data).Lock()) (await cluster.RunAsync("local up")).FailedWith(ExitCodes.Failed, "another command is changing the cluster");

        Assert.Contains("node-2 (process ", (await cluster.RunAsync("local kill node-2")).Done(), StringComparison.Ordinal);
        Assert.Equal("node-2 did not run.\n", (await cluster.RunAsync("local kill node-2")).Done());
        await Eventually.IsAsync(async () => (await PbmAsync("cluster-sharding regions")).Output.Contains("node-1      64  0-63\n", StringComparison.Ordinal), "node-1 owns every shard");
        var status = await cluster.RunAsync("local status");
        Assert.Equal(ExitCodes.Degraded, status.ExitCode);
        Assert.Matches("(?m)^node-2 +ended ", status.Output);
        (await cluster.RunAsync("local kill node-9")).FailedWith(ExitCodes.NotFound, "has no 'node-9': did you mean 'node-1' or 'node-2'?");

        Assert.EndsWith("node-2 is ready.\n", (await cluster.RunAsync("local restart node-2")).Done(), StringComparison.Ordinal);
        Assert.Contains("node-3 is ready: http://127.0.0.1:", (await cluster.RunAsync("local add")).Done(), StringComparison.Ordinal);
        Assert.EndsWith("4 members, 4 up\n", (await PbmAsync("cluster show")).Done(), StringComparison.Ordinal);
        Assert.Contains("leader       lighthouse\n", (await PbmAsync("cluster leader")).Done(), StringComparison.Ordinal);
        await Eventually.IsAsync(async () => (await cluster.RunAsync("local status")).ExitCode == ExitCodes.Ok, "the cluster is well");

        Assert.Contains("All of it is stopped", (await cluster.RunAsync("local down")).Done(), StringComparison.Ordinal);
        await NothingLeftAsync();
        Assert.Equal("Nothing of it ran.\n", (await cluster.RunAsync("local down")).Done());
        (await PbmAsync("cluster show")).FailedWith(ExitCodes.Unreachable, "no process of the local cluster");

        Assert.Contains("6 of 6 processes well, 64 of 64 shards owned, 2 of 2 cameras analysing", (await cluster.RunAsync("local up")).Done(), StringComparison.Ordinal);
        (await cluster.RunAsync("local down")).Done();
        await NothingLeftAsync();
    }

    [Theory]
    [InlineData("Starting RabbitMQ")]
    [InlineData("Starting lighthouse")]
    public async Task Up_Interrupted_LeavesNothingRunning(string when)
    {
        var video = await TestPlaces.MakeVideoAsync(folder);
        using var up = cluster.Start($"local up --nodes 1 --cameras 0 --video {video}");
        while (!(await up.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience))!.StartsWith(when, StringComparison.Ordinal))
        {
        }

        using (var kill = Process.Start("/bin/kill", ["-INT", $"{up.Id}"])) await kill.WaitForExitAsync();
        var run = await LocalRun.EndAsync(up);

        run.FailedWith(ExitCodes.Interrupted, "stopped before it was done");
        await NothingLeftAsync();
    }

    private Task<PbmRun> PbmAsync(string arguments) => PbmRun.OfAsync($"{arguments} --data {Data}");

    private Task NothingLeftAsync() => Eventually.IsAsync(() => Task.FromResult(cluster.Processes().Count == 0), "no process is left");

    /// <summary>Neither the token nor a password is in the arguments of a process, and what holds them is the owner's.</summary>
    private void HidesItsSecrets()
    {
        var token = File.ReadAllText(Path.Combine(Data, "token")).Trim();
        var secrets = new List<string> { token };
        foreach (var server in new[] { "rabbitmq", "postgresql" })
        {
            var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, server, "server.json"))).RootElement;
            secrets.AddRange(facts.EnumerateObject().Where(f => f.Name.Contains("password", StringComparison.OrdinalIgnoreCase)).Select(f => f.Value.GetString()!));
        }

        Assert.True(secrets.Count > 2);
        Assert.All(cluster.Processes(), process => Assert.All(secrets, secret => Assert.DoesNotContain(secret, process.CommandLine, StringComparison.Ordinal)));
        foreach (var log in Directory.GetFiles(Path.Combine(Data, "logs"))) Assert.All(secrets, secret => Assert.DoesNotContain(secret, File.ReadAllText(log), StringComparison.Ordinal));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "token")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "cluster.json")));
    }
}
