using System.Text.Json;
using System.Text.RegularExpressions;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Verbs;

public sealed partial class DemoTests : IDisposable
{
    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [DemoVideoFact]
    public async Task Demo_KilledAndStartedAgain_CarriesOn()
    {
        JsonElement killed;
        int[] decoders;
        await using (var first = NodeProcess.Launch(["demo", "--data", folder, "--port", "0"]))
        {
            await first.ReadyAsync();
            killed = await Eventually.ValueAsync(
                async () =>
                {
                    var camera = await first.Client.GetJsonAsync("/api/v1/cameras/vtest");
                    return camera.GetProperty("episodes").GetInt64() > 0 ? camera : (JsonElement?)null;
                },
                "somebody is seen", TimeSpan.FromMinutes(3));
            decoders = NodeProcess.FfmpegOf(first.Id);
            Assert.NotEmpty(decoders);
            first.Signal("KILL");
            await first.ExitAsync();
        }

        await Eventually.IsAsync(() => Task.FromResult(!decoders.Any(id => Directory.Exists($"/proc/{id}"))), "the decoders end with their parent");
        await using var second = NodeProcess.Launch(["demo", "--data", folder, "--port", "0", "--for", "25s"]);
        await second.ReadyAsync();
        var outage = await Eventually.ValueAsync(
            async () => (await second.Client.GetJsonAsync("/api/v1/cameras/vtest/outages")).GetProperty("items").EnumerateArray()
                .Where(o => o.Text("reason") == "nodeDown" && o.GetProperty("endedAt").ValueKind != JsonValueKind.Null).Select(o => (JsonElement?)o).FirstOrDefault(),
            "an outage accounts for the gap");
        Assert.True(outage.GetProperty("startedAt").GetDateTimeOffset() <= outage.GetProperty("endedAt").GetDateTimeOffset());
        var events = (await second.Client.GetJsonAsync("/api/v1/cameras/vtest/events?limit=1000")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(1, events.Length), events.Select(e => (int)e.GetProperty("seq").GetInt64()));
        Assert.Single(events, e => e.Text("type") == "camera.created");

        Assert.Equal(ExitCodes.Ok, await second.ExitAsync());
        Assert.Contains("carries on from its journal", second.Output, StringComparison.Ordinal);
        var episodes = EpisodesPattern().Match(second.Output);
        Assert.True(episodes.Success, second.Output);
        Assert.True(long.Parse(episodes.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= killed.GetProperty("episodes").GetInt64());
        foreach (var word in new[] { "frames decoded", "frames analysed", "frames skipped", "detections", "tracks", "outages", "events in journal", "latency" })
        {
            Assert.Contains(word, second.Output, StringComparison.Ordinal);
        }

        Assert.Empty(NodeProcess.FfmpegOf(1).Intersect(decoders));
    }

    [GeneratedRegex(@"episodes\s+\d+\s+\((\d+) since")]
    private static partial Regex EpisodesPattern();
}
