using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Cluster;

/// <summary>Two nodes and a lighthouse on a real RabbitMQ and a real PostgreSQL.</summary>
public sealed class RealClusterTests(ClusterServers servers) : ClusterHome(servers), IClassFixture<ClusterServers>
{
    [Fact]
    public async Task TwoNodes_ShareCameras_HandPicturesThrough_AndCarryOnWhenOneLeaves()
    {
        var first = await StartNodeAsync("node-1");
        var second = await StartNodeAsync("node-2");
        await SettledAsync(first, 2);
        Assert.Equal("ok", (await ReadAsync<ClusterViews.Summary>(Lighthouse, "")).Status);
        var summary = await ReadAsync<ClusterViews.Summary>(second, "");
        Assert.Equal("lighthouse", summary.Leader?.Id);
        Assert.StartsWith("RabbitMQ 3.", summary.Broker, StringComparison.Ordinal);
        Assert.StartsWith("PostgreSQL ", summary.Database, StringComparison.Ordinal);

        // Cameras of either node, made through the lighthouse.
        var video = await TestPlaces.MakeVideoAsync(Folder);
        foreach (var number in Enumerable.Range(1, 4))
            await Lighthouse.Client.CreateCameraAsync($"yard-{number}", new { source = video, analysisFps = 2, analysisWidth = 160, motionGating = false });
        foreach (var (node, other) in new[] { (first, second), (second, first) })
        {
            var name = await Eventually.GetAsync(async () => await FindElsewhereAsync(node), "a camera runs on the other node");
            await node.Client.StreamingAsync(name);
            using var picture = await Eventually.GetAsync(
                async () => await node.Client.GetAsync($"/api/v1/cameras/{name}/snapshot.jpg") is { IsSuccessStatusCode: true } found ? found : null, "a picture comes through");
            Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
            using var stream = await node.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/cameras/{name}/observations/stream"), HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
            Assert.True((await Sse.NextAsync(reader, "observation")).Json.Number("frame") >= 0);

            // Handed on once, and not again.
            var (status, problem, _) = await node.Client.CallAsync(HttpMethod.Get, $"/api/v1/cameras/{name}/snapshot.jpg", null, ("X-Fresnel-Forwarded-By", "somebody"));
            Assert.Equal((404, "picture-not-available"), (status, problem.Text("code")));
            var explained = await Eventually.GetAsync(
                async () => JsonSerializer.Deserialize<ClusterViews.Explanation>(await node.Client.GetStringAsync($"/api/v1/entities/camera/{name}"), ApiJson.TolerantOptions) is { Running: true } found ? found : null, "its owner says that it runs");
            Assert.Equal(0, explained.Restarts);
            Assert.NotEqual(node, other);
        }

        // A second process of a living name.
        await using (var twin = NodeProcess.Launch(["node", "--name", "node-1", "--data", Path.Combine(Folder, "twin"), "--port", "0"], Settings))
        {
            Assert.Equal(ExitCodes.Dismissed, await twin.ExitAsync());
            Assert.Contains("'node-1' is taken", twin.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        }

        // One leaves: asked through the lighthouse.
        var (left, _, _) = await Lighthouse.Client.CallAsync(HttpMethod.Post, "/api/v1/cluster/members/node-2/leave");
        Assert.Equal(202, left);
        Assert.Equal(ExitCodes.Ok, await second.ExitAsync());
        await SettledAsync(first, 1);
        foreach (var number in Enumerable.Range(1, 4)) await first.Client.StreamingAsync($"yard-{number}");
        Assert.Contains((await ReadAsync<ClusterViews.HappeningList>(Lighthouse, "/happenings")).Happenings, h => h is { Kind: "shards-moved", Member: "node-1", From: "node-2" });

        // And one is struck.
        var (struck, _, _) = await Lighthouse.Client.CallAsync(HttpMethod.Post, "/api/v1/cluster/members/node-1/down");
        Assert.Equal(202, struck);
        Assert.Equal(ExitCodes.Dismissed, await first.ExitAsync());
        Assert.Contains("was struck", first.Error, StringComparison.Ordinal);
        await Eventually.IsAsync(async () => (await ReadAsync<ClusterViews.Summary>(Lighthouse, "")) is { Status: "degraded", ShardsOwned: 0 }, "nobody has a shard");
        var (away, nobody, _) = await Lighthouse.Client.CallAsync(HttpMethod.Get, "/api/v1/cameras");
        Assert.Equal((503, "owner-unreachable"), (away, nobody.Text("code")));
    }

    [Fact]
    public async Task WrongSettings_AreOneLine_AndTheLighthouseAnswersWithoutABroker()
    {
        await TurnedAwayAsync(ExitCodes.Cluster, "32", new() { ["FRESNEL__Hosting__Shards"] = "32" }, "64");
        await TurnedAwayAsync(ExitCodes.Cluster, "password", new() { ["FRESNEL__Cluster__Database"] = DatabaseUri.AbsoluteUri.Replace(DatabaseUri.UserInfo, "fresnel:not-the-password", StringComparison.Ordinal) });
        await TurnedAwayAsync(ExitCodes.Cluster, "broker", new() { ["FRESNEL__Cluster__Broker"] = BrokerUri.AbsoluteUri.Replace(BrokerUri.UserInfo, "fresnel:not-the-password", StringComparison.Ordinal) });
        await TurnedAwayAsync(ExitCodes.Usage, "Cluster:Database is given and Cluster:Broker is not", new() { ["FRESNEL__Cluster__Broker"] = "" });

        await Broker.KillAsync(CancellationToken.None);
        await Eventually.IsAsync(async () => (await Lighthouse.Client.GetAsync("/health/ready")).StatusCode is System.Net.HttpStatusCode.ServiceUnavailable, "it is not ready");
        var cluster = await ReadAsync<ClusterViews.Summary>(Lighthouse, "");
        Assert.Equal("degraded", cluster.Status);
        Assert.Contains(cluster.Problems, p => p.Contains("broker", StringComparison.Ordinal));
        Assert.Equal(200, (await Lighthouse.Client.CallAsync(HttpMethod.Get, "/api/v1/cluster/members")).Status);
        var (status, problem, _) = await Lighthouse.Client.CallAsync(HttpMethod.Get, "/api/v1/cluster/queues");
        Assert.Equal((503, "broker-lost"), (status, problem.Text("code")));
    }

    private static async Task SettledAsync(NodeProcess node, int nodes) => await Eventually.IsAsync(
        async () => (await ReadAsync<ClusterViews.MemberList>(node, "/members")).Members is var members
            && members.Sum(m => m.Shards) == 64 && members.Count(m => m is { Status: MemberStatus.Up, Shards: > 0 }) == nodes,
        $"{nodes} nodes share 64 shards");

    private static async Task<T> ReadAsync<T>(NodeProcess process, string path) =>
        JsonSerializer.Deserialize<T>(await process.Client.GetStringAsync($"/api/v1/cluster{path}"), ApiJson.TolerantOptions)!;

    private static async Task<string?> FindElsewhereAsync(NodeProcess node)
    {
        var own = (await node.Client.GetJsonAsync("/api/v1/info")).Text("node");
        var cameras = (await node.Client.GetJsonAsync("/api/v1/cameras")).GetProperty("items").EnumerateArray();
        return cameras.FirstOrDefault(c => c.GetProperty("node").GetString() is { } owner && owner != own && c.GetProperty("live").ValueKind is JsonValueKind.Object) is { ValueKind: JsonValueKind.Object } found ? found.Text("name") : null;
    }

    private async Task TurnedAwayAsync(int code, string says, Dictionary<string, string> settings, string? also = null)
    {
        var environment = Settings;
        foreach (var (key, value) in settings) environment[key] = value;
        await using var node = NodeProcess.Launch(["node", "--data", Path.Combine(Folder, "wrong"), "--port", "0"], environment);
        Assert.Equal((code, 1), (await node.ExitAsync(), node.Error.TrimEnd().Split('\n').Length));
        Assert.Contains(says, node.Error, StringComparison.OrdinalIgnoreCase);
        if (also is not null) Assert.Contains(also, node.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", node.Error, StringComparison.Ordinal);
    }
}
