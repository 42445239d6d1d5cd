using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Fresnel.Tests.Nodes;

/// <summary>Calls of the API, with answers as JSON.</summary>
internal static class ApiCalls
{
    public static async Task<(int Status, JsonElement Json, HttpResponseHeaders Headers)> CallAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = text.Length == 0 ? default : Parse(text, $"{method} {path} answered {(int)response.StatusCode}");
        return ((int)response.StatusCode, json, response.Headers);
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path)
    {
        var (status, json, _) = await client.CallAsync(HttpMethod.Get, path);
        Assert.True(status == 200, $"GET {path} answered {status}: {json}");
        return json;
    }

    public static string Text(this JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static JsonElement Parse(string text, string what)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"{what} with what is not JSON: {text}");
        }
    }
}
