using System.Text.Json;

namespace Fresnel.Tests.Nodes;

/// <summary>What the tests of cameras ask of the API again and again.</summary>
internal static class CameraCalls
{
    public static async Task<JsonElement> CreateCameraAsync(this HttpClient client, string name, object settings)
    {
        var (status, json, _) = await client.CallAsync(HttpMethod.Post, "/api/v1/cameras", new { name, settings });
        Assert.True(status == 201, $"{status} {json}");
        return json;
    }

    public static async Task<JsonElement> ChangeCameraAsync(this HttpClient client, string name, object settings)
    {
        var (status, json, _) = await client.CallAsync(HttpMethod.Patch, $"/api/v1/cameras/{name}/settings", settings);
        Assert.True(status == 200, $"{status} {json}");
        return json;
    }

    public static async Task PostAsync(this HttpClient client, string name, string verb)
    {
        var (status, json, _) = await client.CallAsync(HttpMethod.Post, $"/api/v1/cameras/{name}/{verb}");
        Assert.True(status == 200, $"{status} {json}");
    }

    public static async Task DeleteCameraAsync(this HttpClient client, string name)
    {
        var (status, json, _) = await client.CallAsync(HttpMethod.Delete, $"/api/v1/cameras/{name}");
        Assert.True(status is 200 or 204, $"{status} {json}");
    }

    public static Task<JsonElement> CameraAsync(this HttpClient client, string name) => client.GetJsonAsync($"/api/v1/cameras/{name}");

    /// <summary>A list of the camera's, oldest first, deleted cameras included.</summary>
    public static async Task<JsonElement[]> ListAsync(this HttpClient client, string name, string what) =>
        [.. (await client.GetJsonAsync($"/api/v1/cameras/{name}/{what}?order=oldest&limit=500")).GetProperty("items").EnumerateArray()];

    /// <summary>Types of the camera's events, oldest first.</summary>
    public static async Task<string[]> EventTypesAsync(this HttpClient client, string name) => [.. (await client.ListAsync(name, "events")).Select(e => e.Text("type"))];

    /// <summary>Waits for frames that arrive now: later than a moment, where one is given.</summary>
    /// <returns>When the newest of them arrived.</returns>
    public static Task<DateTimeOffset> StreamingAsync(this HttpClient client, string name, DateTimeOffset? after = null) =>
        Eventually.ValueAsync(
            async () => Health(await client.CameraAsync(name)) is { } health && health.Text("state") == "streaming" && LastFrameAt(health) is { } at && at > (after ?? default) ? at : (DateTimeOffset?)null,
            $"{name} streams");

    /// <summary>Waits for an outage that goes on.</summary>
    /// <returns>The outage as first shown.</returns>
    public static Task<JsonElement> OutageAsync(this HttpClient client, string name) =>
        Eventually.ValueAsync(
            async () => await client.CameraAsync(name) is var camera && camera.GetProperty("outage") is { ValueKind: JsonValueKind.Object } outage ? outage : (JsonElement?)null,
            $"{name} is in an outage");

    /// <summary>Waits until no outage goes on.</summary>
    public static Task NoOutageAsync(this HttpClient client, string name) =>
        Eventually.IsAsync(async () => (await client.CameraAsync(name)).GetProperty("outage").ValueKind is JsonValueKind.Null, $"{name}'s outage ends");

    /// <summary>When the newest frame arrived.</summary>
    public static async Task<DateTimeOffset> LastFrameAtAsync(this HttpClient client, string name) => LastFrameAt(Health(await client.CameraAsync(name))!.Value)!.Value;

    public static DateTimeOffset Time(this JsonElement json, string member) => json.GetProperty(member).GetDateTimeOffset();

    public static long Number(this JsonElement json, string member) => json.GetProperty(member).GetInt64();

    /// <summary>Frames decoded so far.</summary>
    public static async Task<long> DecodedAsync(this HttpClient client, string name) =>
        (await client.CameraAsync(name)).GetProperty("live").GetProperty("counters").Number("decoded");

    private static JsonElement? Health(JsonElement camera) =>
        camera.GetProperty("live") is { ValueKind: JsonValueKind.Object } live ? live.GetProperty("health") : null;

    private static DateTimeOffset? LastFrameAt(JsonElement health) =>
        health.GetProperty("lastFrameAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;
}
