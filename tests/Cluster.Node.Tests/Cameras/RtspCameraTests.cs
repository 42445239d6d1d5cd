using System.Globalization;
using System.Text;
using System.Text.Json;
using Fresnel.Media.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Node.Tests.Cameras;

/// <summary>Cameras on a real RTSP server, through what happens to streams. Measured figures go to the test's output; times fail a test only where they are wrong, not where they are slow.</summary>
public sealed class RtspCameraTests(StreamFixture fixture, ITestOutputHelper output) : IClassFixture<StreamFixture>
{
    private const string User = "viewer";
    private const string Password = "p@ss:w/rd 'x%";
    private const string WrongPassword = "wr/ong@sec%ret";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private HttpClient Client => fixture.Client;

    [Fact]
    public async Task RtspCamera_ThroughFiveLossesOfItsServer_ShowsFiveOutagesRightToASecond()
    {
        const string name = "gate";
        var server = await RtspServer.StartAsync();
        try
        {
            await Client.CreateCameraAsync(name, Cheap(server));
            await Client.StreamingAsync(name);
            List<(DateTimeOffset SeenBefore, DateTimeOffset Lost, DateTimeOffset Started, DateTimeOffset Ready, DateTimeOffset FrameAfter, DateTimeOffset Seen)> rounds = [];
            for (var round = 0; round < 5; round++)
            {
                await Client.StreamingAsync(name, Now());
                var before = await Client.LastFrameAtAsync(name);
                await server.DisposeAsync();
                var lost = Now();
                await Client.OutageAsync(name);
                await Task.Delay(300 * round); // down for longer each time: the decoder is at another attempt

                var started = Now();
                server = await RtspServer.StartAsync(server.Port);
                var ready = Now();
                var after = await Client.StreamingAsync(name, lost);
                rounds.Add((before, lost, started, ready, after, Now()));
            }

            await Client.NoOutageAsync(name);
            var outages = await Client.ListAsync(name, "outages");
            Assert.Equal(5, outages.Length);
            for (var i = 0; i < 5; i++)
            {
                var (outage, round) = (outages[i], rounds[i]);
                var (start, end) = (outage.Time("startedAt"), outage.Time("endedAt"));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"loss {i + 1}: outage starts {(start - round.Lost).TotalSeconds:0.000} s from the kill; frames {(end - round.Ready).TotalSeconds:0.000} s after the server's return, seen by the test {(round.Seen - end).TotalSeconds:0.000} s later; down {(end - start).TotalSeconds:0.0} s"));
                Assert.Equal(i + 1, outage.Number("number"));
                Assert.Equal("decoderEnded", outage.Text("reason"));
                Assert.InRange(start, round.SeenBefore, round.Lost + Second);
                Assert.InRange(end, round.Started, round.FrameAfter); // the first frame: not before its server, not after the first one shown
                Assert.True(end - round.Ready < TimeSpan.FromSeconds(10), $"Frames came {end - round.Ready} after the server.");
            }

            var coverage = await Client.GetJsonAsync($"/api/v1/cameras/{name}/coverage");
            var lostSeconds = outages.Sum(o => (o.Time("endedAt") - o.Time("startedAt")).TotalSeconds);
            Assert.Equal(5, coverage.Number("outages"));
            Assert.Equal(lostSeconds, coverage.GetProperty("outageSeconds").GetDouble(), 0.01);
        }
        finally
        {
            await server.DisposeAsync();
            await Client.DeleteCameraAsync(name);
        }

        await Decoders.NoneAsync(fixture.Node, name);
    }

    [Fact]
    public async Task RtspCamera_ServerFrozen_IsAStallAndStreamsAgain()
    {
        const string name = "frozen";
        await using var server = await RtspServer.StartAsync();
        await Client.CreateCameraAsync(name, Cheap(server, stallSeconds: 1));
        await Client.StreamingAsync(name);
        await server.FreezeAsync();
        var frozen = Now();
        var outage = await Client.OutageAsync(name);
        Assert.Equal("stalled", outage.Text("reason"));
        Assert.True(outage.Time("startedAt") <= frozen + Second, $"{outage}");
        await Decoders.SingleAsync(fixture.Node, name); // an attempt to connect meets the frozen server
        await server.ThawAsync();
        var thawed = Now();
        await Client.StreamingAsync(name, thawed);
        await Client.NoOutageAsync(name);
        var ended = Assert.Single(await Client.ListAsync(name, "outages"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames {(ended.Time("endedAt") - thawed).TotalSeconds:0.000} s after the server went on; noticed {(outage.Time("startedAt") - frozen).TotalSeconds:0.000} s from the freeze"));
        await Client.DeleteCameraAsync(name);
        await Decoders.NoneAsync(fixture.Node, name);
    }

    [Fact]
    public async Task RtspCamera_WrongPasswordThenRight_StreamsAndShowsNeither()
    {
        const string name = "locked";
        await using var server = await RtspServer.StartAsync(0, User, Password, digest: true);
        StringBuilder answers = new();
        StringBuilder commandLines = new();
        answers.Append(await Client.CreateCameraAsync(name, new { source = server.Address, user = User, password = WrongPassword, analysisFps = 2, analysisWidth = 160 }));
        var outage = await Client.OutageAsync(name);
        answers.Append(outage);
        Assert.Equal("unauthorized", outage.Text("reason"));
        await Eventually.IsAsync(() => Task.FromResult(LookAt(name, commandLines)), "a decoder tries again");

        answers.Append(await Client.ChangeCameraAsync(name, new { user = User, password = Password }));
        await Client.StreamingAsync(name);
        await Client.NoOutageAsync(name);
        await Eventually.IsAsync(() => Task.FromResult(LookAt(name, commandLines)), "a decoder runs");
        Assert.Single(await Client.ListAsync(name, "outages"));
        var changed = await Client.CameraAsync(name);
        Assert.Equal(2, changed.Number("settingsVersion"));

        foreach (var path in new[] { $"cameras/{name}", $"cameras/{name}/outages", $"cameras/{name}/events", "cameras", "journal/events", "outages" }) answers.Append(await Client.GetJsonAsync($"/api/v1/{path}"));
        answers.Append(await Client.GetStringAsync("/metrics"));
        Hides("an answer", answers.ToString());
        Hides("a process's arguments", commandLines.ToString());
        Hides("the console", fixture.Node.Output + fixture.Node.Error);
        var files = Directory.GetFiles(fixture.Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("credentials.json" or "lock")).ToArray();
        Assert.Contains(files, file => file.EndsWith(".log", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("journal.db", StringComparison.Ordinal));
        foreach (var file in files) Hides(file, await ReadAsync(file));
        await Client.DeleteCameraAsync(name);
        await Decoders.NoneAsync(fixture.Node, name);
    }

    [Fact]
    public async Task RtspCamera_DecoderKilled_IsBackAndItsNeighbourDoesNotNotice()
    {
        const string name = "fragile";
        await using var server = await RtspServer.StartAsync();
        await Client.CreateCameraAsync(name, Cheap(server));
        await Client.StreamingAsync(name);
        var victim = await Decoders.SingleAsync(fixture.Node, name);
        var neighbour = await Decoders.SingleAsync(fixture.Node, StreamFixture.Neighbour);
        var decoded = await Client.DecodedAsync(StreamFixture.Neighbour);

        await Tools.RunAsync("kill", "-KILL", victim.ToString(CultureInfo.InvariantCulture));
        var killed = Now();
        await Client.OutageAsync(name);
        await Client.StreamingAsync(name, killed);
        await Client.NoOutageAsync(name);
        var outage = Assert.Single(await Client.ListAsync(name, "outages"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"outage of {(outage.Time("endedAt") - outage.Time("startedAt")).TotalSeconds:0.000} s; frames {(outage.Time("endedAt") - killed).TotalSeconds:0.000} s after the kill"));
        Assert.Equal("decoderEnded", outage.Text("reason"));
        Assert.True(outage.Time("startedAt") <= killed + Second, $"{outage}");
        Assert.NotEqual(victim, await Decoders.SingleAsync(fixture.Node, name));

        await Eventually.IsAsync(async () => await Client.DecodedAsync(StreamFixture.Neighbour) > decoded, "the neighbour's frames go on");
        Assert.Equal(neighbour, await Decoders.SingleAsync(fixture.Node, StreamFixture.Neighbour));
        Assert.Empty(await Client.ListAsync(StreamFixture.Neighbour, "outages"));
        await Client.DeleteCameraAsync(name);
        await Decoders.NoneAsync(fixture.Node, name);
    }

    [Fact]
    public async Task RtspCamera_SettingsChangedWhileStreaming_AreAppliedInPlace()
    {
        const string name = "tuned";
        await using var server = await RtspServer.StartAsync();
        await Client.CreateCameraAsync(name, Cheap(server));
        await Client.StreamingAsync(name);
        var first = await Decoders.SingleAsync(fixture.Node, name);

        // What analysis alone needs leaves the decoder running.
        foreach (var change in new object[] { new { quietSeconds = 1.5 }, new { maxEpisodeSeconds = 30, preRollSeconds = 1 } }) await Client.ChangeCameraAsync(name, change);
        await Client.StreamingAsync(name, Now());
        Assert.Equal(first, await Decoders.SingleAsync(fixture.Node, name));
        var camera = await Client.CameraAsync(name);
        Assert.Equal(3, camera.Number("settingsVersion"));
        Assert.Equal(1.5, camera.GetProperty("settings").GetProperty("quietSeconds").GetDouble());

        // What the decoder does itself needs another one.
        Assert.Equal(4, (await Client.ChangeCameraAsync(name, new { analysisFps = 3 })).Number("settingsVersion"));
        await Eventually.IsAsync(() => Task.FromResult(Decoders.OfCamera(fixture.Node, name) is [var id] && id != first), "another decoder");
        var second = await Decoders.SingleAsync(fixture.Node, name);
        await Client.StreamingAsync(name, Now());

        // A model that is not known is refused; a label that the model has not, is found out when it is put to work.
        var (status, problem, _) = await Client.CallAsync(HttpMethod.Patch, $"/api/v1/cameras/{name}/settings", new { model = "no-such-model" });
        Assert.Equal((400, "model-unknown"), (status, problem.Text("code")));
        await Client.CallAsync(HttpMethod.Patch, $"/api/v1/cameras/{name}/settings", new { label = "unicorn" });
        await Eventually.IsAsync(async () => (await Client.EventTypesAsync(name)).Contains("camera.settings-rolled-back"), "the settings are rolled back");
        camera = await Client.CameraAsync(name);
        Assert.Equal((6, "person"), (camera.Number("settingsVersion"), camera.GetProperty("settings").Text("label")));
        await Client.StreamingAsync(name, Now());
        Assert.Equal(second, await Decoders.SingleAsync(fixture.Node, name));

        await Client.PostAsync(name, "disable");
        await Decoders.NoneAsync(fixture.Node, name);
        await Eventually.IsAsync(async () => (await Client.CameraAsync(name)).GetProperty("live").ValueKind is JsonValueKind.Null, "it shows nothing live");
        await Client.PostAsync(name, "enable");
        await Client.StreamingAsync(name, Now());
        Assert.Empty(await Client.ListAsync(name, "outages"));
        await Client.DeleteCameraAsync(name);
        await Decoders.NoneAsync(fixture.Node, name);
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    /// <summary>A camera whose frames cost little to analyse.</summary>
    private static object Cheap(RtspServer server, double stallSeconds = 5) => new { source = server.Address, analysisFps = 5, analysisWidth = 160, stallSeconds };

    /// <summary>Keeps the arguments of a camera's decoders, and of whatever stands between them and the node.</summary>
    private bool LookAt(string name, StringBuilder seen)
    {
        var ids = Decoders.OfCamera(fixture.Node, name);
        foreach (var id in ids) seen.AppendLine(Decoders.CommandLine(id));
        return ids.Length > 0;
    }

    private static async Task<string> ReadAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync();
        }
        catch (FileNotFoundException)
        {
            return ""; // a segment or a temporary file that went meanwhile
        }
    }

    private static void Hides(string where, string text)
    {
        foreach (var secret in new[] { Password, WrongPassword })
        {
            string[] spellings =
            [
                secret, Uri.EscapeDataString(secret), System.Net.WebUtility.UrlEncode(secret), JsonEncodedText.Encode(secret).ToString(),
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{secret}")), secret[^6..],
            ];
            foreach (var spelling in spellings)
            {
                var at = text.IndexOf(spelling, StringComparison.Ordinal);
                Assert.True(at < 0, $"The password '{spelling}' is shown in {where}: …{(at < 0 ? "" : text.Substring(Math.Max(0, at - 80), Math.Min(160, text.Length - Math.Max(0, at - 80))))}…");
            }
        }
    }
}
