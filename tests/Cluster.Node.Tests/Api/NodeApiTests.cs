using System.Text.RegularExpressions;
using Fresnel.Cluster.Node.Tests.Support;

namespace Fresnel.Cluster.Node.Tests.Api;

public sealed partial class NodeApiTests(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private HttpClient Client => fixture.Client;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    public async Task Health_OfARunningNode_IsOkWithReasons(string path)
    {
        var health = await Client.GetJsonAsync(path);

        Assert.Equal("ok", health.Text("status"));
        Assert.All(health.GetProperty("checks").EnumerateArray(), check => Assert.False(string.IsNullOrEmpty(check.Text("detail"))));
    }

    [Fact]
    public async Task Info_TellsTheProviderReallyInUse()
    {
        var info = await Eventually.ValueAsync(
            async () =>
            {
                var json = await Client.GetJsonAsync("/api/v1/info");
                return json.GetProperty("providers").TryGetProperty("people-hog", out _) ? json : (System.Text.Json.JsonElement?)null;
            },
            "the model is loaded");

        Assert.Equal("CPU", info.GetProperty("providers").Text("people-hog"));
        Assert.Equal(64, info.GetProperty("shards").GetProperty("owned").GetInt32());
        Assert.Contains((await Client.GetJsonAsync("/api/v1/models")).GetProperty("items").EnumerateArray(), m => m.Text("id") == "people-hog");
    }

    [Fact]
    public async Task OpenApi_HoldsEveryRoute()
    {
        var paths = (await Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"))
            .ToHashSet();
        var documented = RoutePattern().Matches(await File.ReadAllTextAsync(Path.Combine(TestPlaces.Checkout, "docs", "api.md")))
            .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}").ToHashSet();

        Assert.True(documented.Count > 25, $"docs/api.md lists {documented.Count} routes");
        Assert.Empty(documented.Except(paths));
        Assert.Equal([], paths.Except(documented).Except(paths.Where(p => p.StartsWith("HEAD ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Metrics_AreWellFormed_AndCountFrames()
    {
        var text = await Eventually.GetAsync(
            async () =>
            {
                var got = await Client.GetStringAsync("/metrics");
                return FramesPattern().Match(got) is { Success: true } match && match.Groups[1].Value != "0" ? got : null;
            },
            "frames are counted");

        var typed = new Dictionary<string, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (TypePattern().Match(line) is { Success: true } type) Assert.True(typed.TryAdd(type.Groups[1].Value, type.Groups[2].Value), $"{line} comes twice");
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal)) Assert.True(SampleIsTyped(line, typed), line);
        }

        Assert.Equal("counter", typed["fresnel_frames_decoded_total"]);
        Assert.Equal("histogram", typed["fresnel_journal_append_duration_seconds"]);
        Assert.Equal("histogram", typed["fresnel_camera_latency_seconds"]);
        foreach (var name in new[] { "fresnel_frames_analysed_total", "fresnel_frames_skipped_total", "fresnel_frames_gated_total", "fresnel_detections_total", "fresnel_camera_restarts_total", "fresnel_inference_batches_total", "fresnel_journal_appends_total", "fresnel_mailbox_drops_total", "process_cpu_seconds_total", "process_resident_memory_bytes" })
        {
            Assert.True(typed.ContainsKey(name), name);
        }
    }

    [Fact]
    public async Task Page_IsServedWithAStrictPolicy()
    {
        using var page = await Client.GetAsync("/");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        foreach (Match asset in AssetPattern().Matches(html))
        {
            using var response = await Client.GetAsync(asset.Groups[1].Value);
            Assert.True(response.IsSuccessStatusCode, asset.Groups[1].Value);
        }
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example", 403, "origin-refused")]
    [InlineData("Origin", "null", 403, "origin-refused")]
    [InlineData("Sec-Fetch-Site", "cross-site", 403, "origin-refused")]
    [InlineData("Host", "rebound.example:8450", 421, "host-refused")]
    public async Task ForeignPages_AreRefused(string header, string value, int status, string code)
    {
        var (answered, json, _) = await Client.CallAsync(HttpMethod.Get, "/api/v1/cameras", null, (header, value));

        Assert.Equal((status, code), (answered, json.Text("code")));
    }

    [Fact]
    public async Task OwnPage_MayCall()
    {
        var (status, _, _) = await Client.CallAsync(HttpMethod.Get, "/api/v1/cameras", null, ("Origin", fixture.Node.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(200, status);
    }

    private static bool SampleIsTyped(string line, Dictionary<string, string> typed)
    {
        if (SamplePattern().Match(line) is not { Success: true } match) return false;
        var name = match.Groups[1].Value;
        return typed.ContainsKey(name)
            || (HistogramPattern().Match(name) is { Success: true } part && typed.GetValueOrDefault(part.Groups[1].Value) == "histogram");
    }

    [GeneratedRegex(@"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s?]*)`")]
    private static partial Regex RoutePattern();

    [GeneratedRegex(@"fresnel_frames_analysed_total\{camera=""yard""\} (\d+)")]
    private static partial Regex FramesPattern();

    [GeneratedRegex(@"^# TYPE (\S+) (counter|gauge|histogram)$")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"^([a-zA-Z_][a-zA-Z0-9_]*)(\{[a-zA-Z_][a-zA-Z0-9_]*=""[^""]*""(,[a-zA-Z_][a-zA-Z0-9_]*=""[^""]*"")*\})? (NaN|[+-]Inf|-?[0-9.]+([eE][+-]?[0-9]+)?)$")]
    private static partial Regex SamplePattern();

    [GeneratedRegex("^(.*)_(bucket|sum|count)$")]
    private static partial Regex HistogramPattern();

    [GeneratedRegex(@"""(/assets/[^""]+)""")]
    private static partial Regex AssetPattern();
}
