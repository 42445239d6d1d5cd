using System.Text.Json;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Tests.Support;

namespace Fresnel.Pbm.Tests.Commands;

/// <summary><c>camera …</c> against a real node.</summary>
public sealed class CameraVerbTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task List_IsATableWithACount()
    {
        var lines = (await node.PbmAsync("camera list")).Done().TrimEnd().Split('\n');

        Assert.StartsWith("NAME ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("front-door ", StringComparison.Ordinal) && line.EndsWith(node.Video, StringComparison.Ordinal));
        Assert.Matches("^[0-9]+ cameras?, [0-9]+ enabled$", lines[^1]);
        Assert.All(lines, line => Assert.DoesNotContain('\u001b', line));
    }

    [Fact]
    public async Task List_OnShortLines_KeepsThemShort()
    {
        var lines = (await node.PbmAsync("camera list", width: 80)).Done().TrimEnd().Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => line.TrimStart().StartsWith("source ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_Json_IsTheApisAnswer()
    {
        var json = JsonDocument.Parse((await node.PbmAsync("camera list --json")).Done()).RootElement;

        Assert.Contains("front-door", json.GetProperty("items").EnumerateArray().Select(c => c.Text("name")));
    }

    [Fact]
    public async Task Camera_FromCreateToDelete()
    {
        Assert.Contains("created; 'enable' starts it", (await node.PbmAsync($"camera create gate --source {Path.GetFileName(node.Video)} --disabled --fps 1 --title Gate")).Done(), StringComparison.Ordinal);
        var shown = (await node.PbmAsync("camera show gate")).Done();
        Assert.Contains("status    disabled", shown, StringComparison.Ordinal);
        Assert.Contains(node.Video, shown, StringComparison.Ordinal); // the relative path is one of the caller's folder
        Assert.Contains("at most 1 frames/s", shown, StringComparison.Ordinal);
        Assert.Equal("camera gate is enabled.\n", (await node.PbmAsync("camera enable gate")).Done());
        Assert.Equal("camera gate is enabled.\n", (await node.PbmAsync("camera enable gate")).Done());
        Assert.Equal("camera gate is disabled.\n", (await node.PbmAsync("camera disable gate")).Done());
        (await node.PbmAsync($"camera create gate --source {node.Video} --fps 2")).FailedWith(ExitCodes.Failed, "A camera of this name exists");

        var kept = await node.PbmAsync("camera delete gate", input: "no\n");
        Assert.Equal(ExitCodes.Failed, kept.ExitCode);
        Assert.Contains("Delete it? [y/N] pbm: camera gate was left as it is.", kept.Error, StringComparison.Ordinal);
        Assert.Equal("camera gate is deleted.\n", (await node.PbmAsync("camera delete gate", input: "y\n")).Done());
        (await node.PbmAsync("camera show gate")).FailedWith(ExitCodes.NotFound, "there is no camera 'gate'");
        Assert.Contains("gate", (await node.PbmAsync("camera list --deleted")).Done(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stdin", "operator\nhunter2\n")]
    [InlineData("ask", "operator\n")]
    public async Task Create_WithCredentials_TakesThemFromWhereItIsTold(string from, string input)
    {
        var name = $"rtsp-{from}";
        var run = await node.PbmAsync($"camera create {name} --source rtsp://192.0.2.1/s --disabled --credentials {from}", input);

        run.Done();
        var camera = await node.Client.CameraAsync(name);
        Assert.True(camera.GetProperty("settings").GetProperty("hasCredential").GetBoolean());
        Assert.DoesNotContain("hunter2", run.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-secret", run.ToString(), StringComparison.Ordinal);
        Assert.Contains("(with a user and password)", (await node.PbmAsync($"camera show {name}")).Done(), StringComparison.Ordinal);
        await node.Client.DeleteCameraAsync(name);
    }

    [Fact]
    public async Task Create_CredentialsMissing_IsSaid()
    {
        (await node.PbmAsync("camera create x --source rtsp://192.0.2.1/s --credentials env")).FailedWith(ExitCodes.Usage, "FRESNEL_SOURCE_PASSWORD");
        (await node.PbmAsync("camera create x --source rtsp://192.0.2.1/s --credentials stdin", "only-a-user\n")).FailedWith(ExitCodes.Usage, "a line with the user and one with the password");
        (await node.PbmAsync("camera create x --source rtsp://192.0.2.1/s --credentials ask")).FailedWith(ExitCodes.Usage, "needs a terminal");
    }

    [Fact]
    public async Task Create_SettingsNotAllowed_SaysWhich() =>
        (await node.PbmAsync($"camera create x --source {node.Video} --fps 1000")).FailedWith(ExitCodes.Usage, "analysisFps");

    [Fact]
    public async Task Show_UnknownCamera_SuggestsOne() =>
        (await node.PbmAsync("camera show frontdoor")).FailedWith(ExitCodes.NotFound, "there is no camera 'frontdoor'. Did you mean 'front-door'?");

    [Fact]
    public async Task Token_MissingOrWrong_IsExitCodeFour()
    {
        (await PbmRun.OfAsync($"camera list --host {node.Node.Address}")).FailedWith(ExitCodes.Token, "--token-file");
        (await PbmRun.OfAsync($"camera list --host {node.Node.Address}", variables: [("FRESNEL_TOKEN", "another-token-0123456789")])).FailedWith(ExitCodes.Token, "refused the token");
        (await PbmRun.OfAsync($"camera list --host {node.Node.Address} --token-file {node.TokenFile}", variables: [("FRESNEL_TOKEN", "another-token-0123456789")])).Done();
    }

    [Fact]
    public async Task Addresses_TheFirstAway_TheNextIsAsked() =>
        (await PbmRun.OfAsync($"camera list --host 127.0.0.1:1,{node.Node.Address}", variables: node.Variables)).Done();

    [Fact]
    public async Task SomethingElseListens_IsExitCodeThree()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var answers = Task.Run(async () =>
        {
            using var client = await other.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-Something\r\n"u8.ToArray());
        });

        var run = await PbmRun.OfAsync($"camera list --host 127.0.0.1:{((System.Net.IPEndPoint)other.LocalEndpoint).Port}");

        run.FailedWith(ExitCodes.Unreachable, "it does not speak HTTP, or hung up");
        await answers;
    }
}
