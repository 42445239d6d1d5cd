
namespace Fresnel.Cluster.Node.Tests.Api;

public sealed class TokenTests : IAsyncLifetime
{
    private const string Token = "a-token-of-sufficient-length";
    private readonly string folder = TestPlaces.NewFolder();
    private NodeProcess node = null!;

    public async Task InitializeAsync()
    {
        node = NodeProcess.Launch(["node", "--data", folder, "--port", "0"], new Dictionary<string, string> { ["FRESNEL__Api__Token"] = Token });
        await node.ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Token_IsNeededForApiAndMetrics_AndAcceptedAsBearerOrCookie()
    {
        foreach (var path in new[] { "/api/v1/cameras", "/metrics", "/openapi/v1.json", "/API/v1/cameras" })
        {
            var (status, json, headers) = await node.Client.CallAsync(HttpMethod.Get, path);
            Assert.Equal((401, "unauthorized"), (status, json.Text("code")));
            Assert.Equal("Bearer", headers.WwwAuthenticate.Single().Scheme);
        }

        var (wrong, _, _) = await node.Client.CallAsync(HttpMethod.Get, "/api/v1/cameras", null, ("Authorization", "Bearer a-token-of-sufficient-lengtH"));
        var (right, _, _) = await node.Client.CallAsync(HttpMethod.Get, "/api/v1/cameras", null, ("Authorization", $"Bearer {Token}"));
        Assert.Equal((401, 200), (wrong, right));
        Assert.Equal(200, (await node.Client.CallAsync(HttpMethod.Get, "/health/live")).Status);
        Assert.True((await node.Client.GetAsync("/")).IsSuccessStatusCode);

        Assert.Equal(401, (await node.Client.CallAsync(HttpMethod.Post, "/api/v1/session", new { token = "not the token, surely" })).Status);
        var (opened, _, session) = await node.Client.CallAsync(HttpMethod.Post, "/api/v1/session", new { token = Token });
        Assert.Equal(204, opened);
        var cookie = session.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);

        // The client keeps the cookie, as a browser would.
        Assert.Equal(200, (await node.Client.CallAsync(HttpMethod.Get, "/api/v1/cameras")).Status);
    }
}
