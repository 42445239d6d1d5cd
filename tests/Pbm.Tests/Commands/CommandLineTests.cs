using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Tests.Support;

namespace Fresnel.Pbm.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "no verb given; one of cluster, cluster-sharding, camera, entity")]
    [InlineData("clutser show", "unknown verb 'clutser': did you mean 'cluster'")]
    [InlineData("frobnicate", "unknown verb 'frobnicate': one of cluster")]
    [InlineData("show", "did you mean 'cluster show' or 'camera show'")]
    [InlineData("cluster", "no verb given; one of show, status, leader, tail, leave, down")]
    [InlineData("cluster shwo", "did you mean 'show'? Try './fresnel pbm cluster --help'")]
    [InlineData("cluster leave", "'leave' needs NODE: The member's id.")]
    [InlineData("cluster show --jsno", "unknown option '--jsno': did you mean '--json'")]
    [InlineData("--data x cluster show", "the option '--data' comes after the verb: ./fresnel pbm cluster show --data …")]
    [InlineData("--host=x entity explain camera/yard", "the option '--host' comes after the verb: ./fresnel pbm entity explain --host …")]
    [InlineData("cluster show --timeout soon", "'--timeout soon' is not a length of time")]
    [InlineData("cluster show --timeout 3d", "from 100ms to 1h")]
    [InlineData("cluster tail --last -1", "--last takes a number from 0 to 1000")]
    [InlineData("cluster-sharding where yard", "did you mean 'camera/yard'?")]
    [InlineData("cluster-sharding where camera/Front!", "'camera/Front!' is not an entity")]
    [InlineData("entity explain a/b/c", "is not an entity")]
    [InlineData("camera show camera/yard", "did you mean 'yard'?")]
    [InlineData("camera enable ../yard", "is not the name of a camera")]
    [InlineData("camera create yard", "--source")]
    [InlineData("camera create yard --source /tmp/a.mp4 --fps fast", "'--fps fast' is not a number")]
    [InlineData("camera create yard --source /tmp/a.mp4 --credentials file", "file")]
    [InlineData("camera create yard --source rtsp://u:hunter2@192.0.2.1/s", "--credentials ask, stdin or env")]
    [InlineData("cluster leave node/1", "is not the name of a member")]
    [InlineData("cluster show --host ftp://x", "--host 'ftp://x' is not an address")]
    [InlineData("cluster show --host http://u:hunter2@x", "--host holds a user or password")]
    [InlineData("cluster show --host http://x/api", "has a path")]
    [InlineData("cluster show --host ,", "is not an address")]
    public async Task BadCommandLine_IsOneLineAndExitCodeTwo(string arguments, string expected)
    {
        var run = await PbmRun.OfAsync(arguments);

        run.FailedWith(ExitCodes.Usage, expected);
        Assert.StartsWith("pbm: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--help", "Exit codes:")]
    [InlineData("cluster --help", "./fresnel pbm cluster [command] [options]")]
    [InlineData("cluster leave --help", "--no-wait")]
    [InlineData("camera create --help", "--credentials")]
    [InlineData("local --help", "./fresnel cluster")]
    [InlineData("--version", ".")]
    public async Task Help_IsPrintedAndFine(string arguments, string expected) =>
        Assert.Contains(expected, (await PbmRun.OfAsync(arguments)).Done(), StringComparison.Ordinal);

    [Fact]
    public async Task NoServer_IsExitCodeThree()
    {
        var run = await PbmRun.OfAsync($"cluster show --host 127.0.0.1:{FreePort()}");

        run.FailedWith(ExitCodes.Unreachable, "nothing listens there (from --host)");
    }

    [Fact]
    public async Task NoSuchHost_IsExitCodeThree() =>
        (await PbmRun.OfAsync("cluster show --host no-such-host.invalid:1")).FailedWith(ExitCodes.Unreachable, "http://no-such-host.invalid:1/");

    [Fact]
    public async Task Default_IsSaidWhereNothingIsThere() =>
        (await PbmRun.OfAsync($"cluster show --timeout 1s --token-file /dev/null")).FailedWith(ExitCodes.Usage, "--token-file /dev/null is empty");

    [Fact]
    public async Task TokenFile_Missing_IsExitCodeFive() =>
        (await PbmRun.OfAsync("cluster show --token-file /nowhere/token")).FailedWith(ExitCodes.NotFound, "/nowhere/token");

    [Fact]
    public async Task Token_NotOne_IsNotShown()
    {
        var run = await PbmRun.OfAsync("cluster show", variables: [("FRESNEL_TOKEN", "my secret words")]);

        run.FailedWith(ExitCodes.Usage, "FRESNEL_TOKEN");
        Assert.DoesNotContain("secret words", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataFolder_WithoutCluster_IsSaid() =>
        (await PbmRun.OfAsync("cluster show --data /nowhere")).FailedWith(ExitCodes.NotFound, "no local cluster in /nowhere");

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }
}
