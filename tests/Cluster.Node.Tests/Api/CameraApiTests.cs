using Fresnel.Cluster.Node.Tests.Support;

namespace Fresnel.Cluster.Node.Tests.Api;

public sealed class CameraApiTests(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private HttpClient Client => fixture.Client;

    [Fact]
    public async Task Camera_FromCreationToDeletion_AnswersWhatHolds()
    {
        var (status, created, headers) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", new { name = "gate", enabled = false, settings = new { source = fixture.Video, title = "Gate" } });
        Assert.Equal(201, status);
        Assert.Equal("/api/v1/cameras/gate", headers.Location!.ToString());
        Assert.Equal("disabled", created.Text("status"));
        Assert.Equal(1, created.GetProperty("settingsVersion").GetInt64());
        Assert.Equal("people-hog", created.GetProperty("settings").Text("model"));

        var (_, changed, _) = await Client.CallAsync(HttpMethod.Patch, "/api/v1/cameras/gate/settings", new { quietSeconds = 4.5 }, ("If-Match", "\"1\""));
        Assert.Equal(2, changed.GetProperty("settingsVersion").GetInt64());
        Assert.Equal(4.5, changed.GetProperty("settings").GetProperty("quietSeconds").GetDouble());
        Assert.Equal("Gate", changed.GetProperty("settings").Text("title"));

        var (_, replaced, _) = await Client.CallAsync(HttpMethod.Put, "/api/v1/cameras/gate/settings?expectedVersion=2", new { source = fixture.Video });
        Assert.Equal("", replaced.GetProperty("settings").Text("title"));

        var (conflict, problem, _) = await Client.CallAsync(HttpMethod.Put, "/api/v1/cameras/gate/settings", new { source = fixture.Video, title = "x" }, ("If-Match", "\"1\""));
        Assert.Equal((409, "version-conflict"), (conflict, problem.Text("code")));

        var (_, enabled, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras/gate/enable");
        Assert.Equal("enabled", enabled.Text("status"));
        var (_, disabled, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras/gate/disable");
        Assert.Equal("disabled", disabled.Text("status"));

        var (deleted, _, _) = await Client.CallAsync(HttpMethod.Delete, "/api/v1/cameras/gate");
        Assert.Equal(204, deleted);
        var (gone, nothing, _) = await Client.CallAsync(HttpMethod.Get, "/api/v1/cameras/gate");
        Assert.Equal((404, "camera-not-found"), (gone, nothing.Text("code")));
        Assert.Equal("deleted", (await Client.GetJsonAsync("/api/v1/cameras/gate?deleted=true")).Text("status"));
        Assert.DoesNotContain((await Client.GetJsonAsync("/api/v1/cameras")).GetProperty("items").EnumerateArray(), c => c.Text("name") == "gate");
        var types = (await Client.GetJsonAsync("/api/v1/cameras/gate/events")).GetProperty("items").EnumerateArray().Select(e => e.Text("type")).ToArray();
        Assert.Equal(["camera.created", "camera.settings-changed", "camera.settings-changed", "camera.enabled"], types[..4]);
        Assert.Equal("camera.deleted", types[^1]);
    }

    [Fact]
    public async Task Creation_SentTwiceUnderOneKey_HappensOnce()
    {
        var body = new { name = "twice", enabled = false, settings = new { source = fixture.Video } };
        var (first, _, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", body, ("Idempotency-Key", "k-1"));
        var (second, _, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", body, ("Idempotency-Key", "k-1"));
        var (third, problem, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", body, ("Idempotency-Key", "k-2"));

        Assert.Equal((201, 201, 409), (first, second, third));
        Assert.Equal("already-exists", problem.Text("code"));
        Assert.Single((await Client.GetJsonAsync("/api/v1/cameras/twice/events")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Credentials_InTheSource_NeverComeBack()
    {
        const string secret = "s3cr3t-pass-word";
        var body = new { name = "guarded", enabled = false, settings = new { source = $"rtsp://operator:{secret}@192.0.2.1:554/stream" } };
        var (status, created, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", body);
        Assert.True(status == 201, created.ToString());
        Assert.Equal("rtsp://192.0.2.1:554/stream", created.GetProperty("settings").Text("source"));
        Assert.True(created.GetProperty("settings").GetProperty("hasCredential").GetBoolean());

        // Another server never gets the password of the first one.
        var (_, moved, _) = await Client.CallAsync(HttpMethod.Patch, "/api/v1/cameras/guarded/settings", new { source = "rtsp://192.0.2.2/stream" });
        Assert.False(moved.GetProperty("settings").GetProperty("hasCredential").GetBoolean());
        var (_, again, _) = await Client.CallAsync(HttpMethod.Patch, "/api/v1/cameras/guarded/settings", new { user = "operator", password = secret });
        Assert.True(again.GetProperty("settings").GetProperty("hasCredential").GetBoolean());

        var answers = string.Concat(
            await Client.GetStringAsync("/api/v1/cameras"),
            await Client.GetStringAsync("/api/v1/cameras/guarded/events"),
            await Client.GetStringAsync("/api/v1/journal/events?limit=1000"));
        Assert.Contains("192.0.2.1", answers, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, answers, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, fixture.Node.Output + fixture.Node.Error, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(fixture.Folder, "data"), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is "credentials.json" or "lock") continue;
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    // Found by hand: the second answer was that of the first, and the second's password was kept for the first's server.
    [Fact]
    public async Task Change_SameKeyAnotherBody_IsAnotherRequest()
    {
        await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", """{"name":"keyed","enabled":false,"settings":{"source":"rtsp://127.0.0.1:1/x"}}""");
        async Task<string?> Patch(string body) => (await Client.CallAsync(HttpMethod.Patch, "/api/v1/cameras/keyed/settings", body, ("Idempotency-Key", "p-1"))).Json.GetProperty("settings").Text("source");
        Assert.Equal("rtsp://127.0.0.1:1/a", await Patch("""{"source":"rtsp://u:first-secret@127.0.0.1:1/a"}"""));
        Assert.Equal("rtsp://127.0.0.2:1/b", await Patch("""{"source":"rtsp://u:other-secret@127.0.0.2:1/b"}"""));
        var (status, _, _) = await Client.CallAsync(HttpMethod.Delete, "/api/v1/cameras/keyed");
        Assert.Equal(204, status);
    }

    [Theory]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"rtsp://192.0.2.1/x","title":"a\u202eb"}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"Front Door","settings":{"source":"/dev/null"}}""", 400, "name-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a/b","settings":{"source":"/dev/null"}}""", 400, "name-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a\u0007b","settings":{"source":"/dev/null"}}""", 400, "name-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"/nowhere/at/all.mp4"}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"/dev/zero"}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"/etc/passwd"}}""", 400, "settings-invalid")]
    [InlineData("PATCH", "/api/v1/cameras/yard/settings", """{"source":"file:///etc/passwd"}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"http://192.0.2.1/x"}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"concat:/etc/passwd"}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"rtsp://192.0.2.1/x","analysisFps":1000}}""", 400, "settings-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"rtsp://192.0.2.1/x","model":"no-such-model"}}""", 400, "model-unknown")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"rtsp://192.0.2.1/x","colour":"red"}}""", 400, "body-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"settings":{"source":"rtsp://192.0.2.1/x"}}""", 400, "body-invalid")]
    [InlineData("POST", "/api/v1/cameras", """{"name":"a","settings":{"source":"rtsp://192.0.2.1/x","analysisFps":"5"}}""", 400, "body-invalid")]
    [InlineData("POST", "/api/v1/cameras", "[1,2", 400, "body-invalid")]
    [InlineData("POST", "/api/v1/cameras", "", 400, "body-invalid")]
    [InlineData("POST", "/api/v1/cameras/none/enable", null, 404, "camera-not-found")]
    [InlineData("DELETE", "/api/v1/cameras/none", null, 404, "camera-not-found")]
    [InlineData("GET", "/api/v1/cameras/none", null, 404, "camera-not-found")]
    [InlineData("GET", "/api/v1/cameras/none/snapshot.jpg", null, 404, "camera-not-found")]
    [InlineData("GET", "/api/v1/cameras/a%2Fb", null, 400, "name-invalid")]
    [InlineData("GET", "/api/v1/cameras/UPPER", null, 400, "name-invalid")]
    [InlineData("GET", "/api/v1/cameras/yard/snapshot.jpg?quality=0", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/cameras/yard/episodes/999", null, 404, "episode-not-found")]
    [InlineData("GET", "/api/v1/cameras/yard/episodes?limit=0", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/episodes?limit=x", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/episodes?order=sideways", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/episodes?cursor=!!", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/cameras/yard/coverage?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/journal/events?after=nonsense", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/journal/events?after=00000000000000000000000000000000.0.5", null, 410, "cursor-foreign")]
    [InlineData("GET", "/api/v1/artifacts/0000000000000000000000000000000000000000000000000000000000000000", null, 404, "artifact-not-found")]
    [InlineData("GET", "/api/v1/artifacts/..%2F..%2Fetc%2Fpasswd", null, 400, "query-invalid")]
    [InlineData("GET", "/api/v1/nothing", null, 404, "not-found")]
    [InlineData("PUT", "/api/v1/cameras", "{}", 405, "method-not-allowed")]
    public async Task BadInput_IsAProblemWithItsCode(string method, string path, string? body, int status, string code)
    {
        var (answered, json, _) = await Client.CallAsync(new HttpMethod(method), path, body);

        Assert.True(answered == status, $"{answered} {json}");
        Assert.Equal(code, json.Text("code"));
        Assert.Equal(status, json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(json.Text("detail")));
    }

    [Fact]
    public async Task Body_OverTheLimit_IsRefused()
    {
        var (status, json, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", $$"""{"name":"{{new string('a', 80_000)}}"}""");

        Assert.Equal((413, "body-too-large"), (status, json.Text("code")));
    }

    [Fact]
    public async Task Body_ThatIsNotJson_IsRefusedByItsType()
    {
        using var response = await Client.PostAsync("/api/v1/cameras", new StringContent("name=a", System.Text.Encoding.UTF8, "text/plain"));

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }
}
