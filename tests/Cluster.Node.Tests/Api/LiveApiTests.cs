using System.Globalization;
using System.Text.Json;
using Fresnel.Cluster.Node.Tests.Support;

namespace Fresnel.Cluster.Node.Tests.Api;

public sealed class LiveApiTests(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private HttpClient Client => fixture.Client;

    [Fact]
    public async Task Snapshot_OfARunningCamera_IsAJpegWithWhatWasSeen()
    {
        using var response = await SnapshotAsync("");
        var bytes = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal((0xFF, 0xD8), (bytes[0], bytes[1]));
        var seen = JsonDocument.Parse(response.Headers.GetValues("X-Observation").Single()).RootElement;
        Assert.Equal(JsonValueKind.Array, seen.GetProperty("objects").ValueKind);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cameras/yard/snapshot.jpg?wait=10000");
        request.Headers.TryAddWithoutValidation("If-None-Match", response.Headers.ETag!.Tag);
        using var next = await Client.SendAsync(request);
        Assert.Equal(200, (int)next.StatusCode);
        Assert.NotEqual(response.Headers.ETag.Tag, next.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Mjpeg_GivesPictureAfterPicture()
    {
        (await SnapshotAsync("")).Dispose();
        using var response = await Client.GetAsync("/api/v1/cameras/yard/stream.mjpeg", HttpCompletionOption.ResponseHeadersRead);
        Assert.StartsWith("multipart/x-mixed-replace", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), System.Text.Encoding.Latin1);
        var frames = new HashSet<string>();
        while (frames.Count < 2)
        {
            var line = await reader.ReadLineAsync().WaitAsync(Eventually.Patience);
            Assert.NotNull(line);
            if (line.StartsWith("X-Frame: ", StringComparison.Ordinal)) frames.Add(line);
        }
    }

    [Fact]
    public async Task ObservationStream_TellsWhatIsSeen_AndTheStoreKeepsIt()
    {
        using var response = await Client.GetAsync("/api/v1/cameras/yard/observations/stream", HttpCompletionOption.ResponseHeadersRead);
        var data = await Sse.NextAsync(new StreamReader(await response.Content.ReadAsStreamAsync()), "observation");
        var at = data.Json.GetProperty("at").GetDateTimeOffset();

        var kept = await Eventually.ValueAsync(
            async () =>
            {
                var from = Uri.EscapeDataString(at.AddMilliseconds(-1).ToString("O", CultureInfo.InvariantCulture));
                var page = await Client.GetJsonAsync($"/api/v1/cameras/yard/observations?from={from}&order=oldest&limit=1");
                return page.GetProperty("items").GetArrayLength() > 0 ? page : (JsonElement?)null;
            },
            "the observation is stored");
        Assert.True(kept.GetProperty("items")[0].GetProperty("at").GetDateTimeOffset() >= at.AddMilliseconds(-1));
    }

    [Fact]
    public async Task Observations_PageByPage_AreAllThereOnce()
    {
        var all = await Eventually.ValueAsync(
            async () =>
            {
                var page = await Client.GetJsonAsync("/api/v1/cameras/yard/observations?order=oldest&limit=1000");
                return page.GetProperty("items").GetArrayLength() >= 5 ? page : (JsonElement?)null;
            },
            "five observations are stored");
        var to = Uri.EscapeDataString(all.GetProperty("items")[4].GetProperty("at").GetString()!);
        var read = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Client.GetJsonAsync($"/api/v1/cameras/yard/observations?order=newest&limit=2&to={to}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(o => o.Text("at")));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(all.GetProperty("items").EnumerateArray().Take(4).Select(o => o.Text("at")).Reverse(), read);
    }

    [Fact]
    public async Task Coverage_OfARunningCamera_IsAShareOfEnabledTime()
    {
        (await SnapshotAsync("")).Dispose();
        var coverage = await Client.GetJsonAsync("/api/v1/cameras/yard/coverage");

        Assert.InRange(coverage.GetProperty("share").GetDouble(), 0, 1);
        Assert.True(coverage.GetProperty("enabledSeconds").GetDouble() > 0);
        Assert.Equal(
            coverage.GetProperty("enabledSeconds").GetDouble(),
            coverage.GetProperty("coveredSeconds").GetDouble() + coverage.GetProperty("outageSeconds").GetDouble(),
            0.01);
    }

    [Fact]
    public async Task EventStream_ResumedByLastEventId_MissesNothing()
    {
        using var first = await Client.GetAsync("/api/v1/events/stream?from=start", HttpCompletionOption.ResponseHeadersRead);
        var seen = await Sse.NextAsync(new StreamReader(await first.Content.ReadAsStreamAsync()), "camera.created");
        first.Dispose();
        await Client.CallAsync(HttpMethod.Patch, "/api/v1/cameras/yard/settings", new { title = "Resumed" });

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", seen.Id);
        using var second = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await second.Content.ReadAsStreamAsync());
        var sequence = seen.Json.GetProperty("seq").GetInt64();
        while (true)
        {
            var next = await Sse.NextAsync(reader, null);
            if (next.Json.Text("entity") != seen.Json.Text("entity")) continue;
            Assert.Equal(++sequence, next.Json.GetProperty("seq").GetInt64());
            if (next.Name == "camera.settings-changed" && next.Json.GetProperty("data").GetProperty("settings").Text("title") == "Resumed") break;
        }

        var page = await Client.GetJsonAsync($"/api/v1/journal/events?after={Uri.EscapeDataString(seen.Id!)}");
        Assert.Contains(page.GetProperty("items").EnumerateArray(), e => e.Text("type") == "camera.settings-changed");
    }

    private Task<HttpResponseMessage> SnapshotAsync(string query) => Eventually.GetAsync(
        async () =>
        {
            var response = await Client.GetAsync($"/api/v1/cameras/yard/snapshot.jpg{query}");
            return response.IsSuccessStatusCode ? response : null;
        },
        "the camera has a picture");
}
