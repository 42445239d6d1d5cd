using System.Globalization;
using System.Text.Json;
using Fresnel.Media.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Cluster.Node.Tests.Cameras;

/// <summary>A stream with people in it, while its node is killed and while its camera is deleted.</summary>
public sealed class PeopleOnRtspTests(PeopleStreamFixture fixture, ITestOutputHelper output) : IClassFixture<PeopleStreamFixture>
{
    private const string Name = "square";

    [DemoVideoFact]
    public async Task RtspCamera_ItsNodeKilledAndStartedAgain_AccountsForTheGapAndNumbersOn()
    {
        var data = Path.Combine(fixture.Folder, "killed");
        DateTimeOffset before, killed;
        JsonElement[] episodesBefore;
        long lastTrack;
        int[] decoders;
        await using (var first = await NodeProcess.StartAsync(data))
        {
            await first.Client.CreateCameraAsync(Name, Settings());
            await EpisodeOpenAsync(first.Client);
            var tracks = await Eventually.GetAsync(async () => await TracksAsync(first.Client) is { Length: > 0 } found ? found : null, "tracks are written down");
            episodesBefore = await first.Client.ListAsync(Name, "episodes");
            lastTrack = tracks.Max();
            decoders = Decoders.OfCamera(first, Name);
            Assert.NotEmpty(decoders);
            before = await first.Client.LastFrameAtAsync(Name);
            first.Signal("KILL");
            killed = TimeProvider.System.GetUtcNow();
            await first.ExitAsync();
        }

        await Eventually.IsAsync(() => Task.FromResult(!decoders.Any(Tools.IsAlive)), "the decoders end with their node");
        await using var second = await NodeProcess.StartAsync(data);
        var after = await second.Client.StreamingAsync(Name, killed);
        await second.Client.NoOutageAsync(Name);
        var outage = Assert.Single(await second.Client.ListAsync(Name, "outages"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"the outage begins {(outage.Time("startedAt") - before).TotalSeconds:0.000} s from the last frame that was shown, {(outage.Time("startedAt") - killed).TotalSeconds:0.000} s from the kill, and lasts {(outage.Time("endedAt") - outage.Time("startedAt")).TotalSeconds:0.0} s"));
        Assert.Equal("nodeDown", outage.Text("reason"));
        Assert.InRange(outage.Time("startedAt"), before - TimeSpan.FromSeconds(2), killed + TimeSpan.FromSeconds(1)); // 1 s, and a busy machine's delay in writing it down
        Assert.InRange(outage.Time("endedAt"), killed, after);

        var next = await Eventually.ValueAsync(async () => (await second.Client.ListAsync(Name, "episodes")).Skip(episodesBefore.Length).Select(e => (JsonElement?)e).FirstOrDefault(), "somebody is seen again");
        var episodes = await second.Client.ListAsync(Name, "episodes");
        Assert.Equal(Enumerable.Range(1, episodes.Length), episodes.Select(e => (int)e.Number("number")));
        Assert.Equal("outage", episodes[episodesBefore.Length - 1].Text("end"));
        Assert.True(next.Time("startedAt") >= outage.Time("endedAt"), $"{next}");
        var opened = (await second.Client.ListAsync(Name, "events")).Last(e => e.Text("type") == "camera.episode-opened");
        Assert.True(opened.GetProperty("data").Number("track") > lastTrack, $"{opened} after track {lastTrack}");
        var types = await second.Client.EventTypesAsync(Name);
        Assert.Single(types, "camera.created");
        Assert.Single(types, "camera.enabled");
    }

    [DemoVideoFact]
    public async Task RtspCamera_DeletedDuringAnEpisode_ClosesItMakesItsClipAndLeavesNothingRunning()
    {
        var data = Path.Combine(fixture.Folder, "deleted");
        await using var node = await NodeProcess.StartAsync(data);
        await node.Client.CreateCameraAsync(Name, Settings());
        await EpisodeOpenAsync(node.Client);
        Assert.Single(Decoders.OfCamera(node, Name));
        await node.Client.DeleteCameraAsync(Name);
        Assert.Equal(404, (await node.Client.CallAsync(HttpMethod.Get, $"/api/v1/cameras/{Name}")).Status);

        await Decoders.NoneAsync(node, Name);
        var episode = await Eventually.ValueAsync(
            async () => (await node.Client.ListAsync(Name, "episodes"))[^1] is var last && (Has(last, "clip") || Has(last, "clipProblem")) ? last : (JsonElement?)null,
            "the clip is made, or given up");
        output.WriteLine($"{episode}");
        Assert.True(Has(episode, "endedAt"));
        Assert.Equal("stopped", episode.Text("end"));
        Assert.True(Has(episode, "snapshot"));
        Assert.True(Has(episode, "clip"), $"{episode}");
        var clip = await node.Client.GetByteArrayAsync(episode.GetProperty("clip").Text("url"));
        Assert.Equal(episode.GetProperty("clip").Number("length"), clip.Length);
        await Eventually.IsAsync(() => Task.FromResult(NodeProcess.FfmpegOf(node.Id).Length == 0), "no ffmpeg is left");
        await Eventually.IsAsync(() => Task.FromResult(!Directory.Exists(Path.Combine(data, "segments", "camera", Name))), "its recordings are gone");

        // The name is free again, and its numbering goes on.
        var again = await node.Client.CreateCameraAsync(Name, Settings());
        Assert.Equal(episode.Number("number"), again.Number("episodes"));
        await node.Client.StreamingAsync(Name);
        await node.Client.DeleteCameraAsync(Name);
    }

    private object Settings() => new { source = fixture.Server.Address, analysisFps = 5, motionGating = false, preRollSeconds = 1, postRollSeconds = 1 };

    private static bool Has(JsonElement json, string member) => json.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null;

    private static Task EpisodeOpenAsync(HttpClient client) =>
        Eventually.IsAsync(async () => (await client.CameraAsync(Name)).GetProperty("openEpisode").ValueKind is JsonValueKind.Number, "somebody is seen");

    private static async Task<long[]> TracksAsync(HttpClient client) =>
    [
        .. (await client.ListAsync(Name, "observations")).SelectMany(o => o.GetProperty("objects").EnumerateArray())
            .Where(seen => Has(seen, "trackId")).Select(seen => seen.Number("trackId")),
    ];
}
