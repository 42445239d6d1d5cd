using System.Text.Json;
using Fresnel.Cluster.Node.Tests.Support;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api;

namespace Fresnel.Cluster.Node.Tests.Cluster;

/// <summary>An embedded node is a cluster of one, and answers as any other.</summary>
public sealed class EmbeddedClusterApiTests(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private HttpClient Client => fixture.Client;

    [Fact]
    public async Task Summary_OfAnEmbeddedNode_IsOk()
    {
        var cluster = await Eventually.GetAsync(async () => await ReadAsync<ClusterViews.Summary>("") is { ShardsOwned: 64, Entities: > 0 } found ? found : null, "all shards are announced");

        Assert.Equal(("ok", 64, 1, 1), (cluster.Status, cluster.Shards, cluster.MembersUp, cluster.Members));
        Assert.Equal(("in-process", "SQLite"), (cluster.Broker, cluster.Database));
        Assert.Empty(cluster.Problems);
        Assert.Null(cluster.Leader);
    }

    [Fact]
    public async Task Members_HoldTheNodeItself()
    {
        var member = await Eventually.GetAsync(async () => (await ReadAsync<ClusterViews.MemberList>("/members")).Members is [{ Shards: 64 } one] ? one : null, "the node announces its shards");

        Assert.Equal(("node-1", MemberStatus.Up, fixture.Node.Address.ToString()), (member.Id, member.Status, member.Address));
        Assert.Contains("entities", member.Roles);
        Assert.NotEmpty(member.Devices);
    }

    [Fact]
    public async Task Shards_AreNumbered_AndOwned()
    {
        var shards = await Eventually.GetAsync(async () => (await ReadAsync<ClusterViews.ShardList>("/shards")).Shards is var all && all.All(s => s.Owner == "node-1") ? all : null, "all shards have an owner");

        Assert.Equal(Enumerable.Range(0, 64), shards.Select(s => s.Number));
        Assert.All(shards, s => Assert.StartsWith("node-1.", s.Claimant, StringComparison.Ordinal));
        Assert.All(shards, s => Assert.True(s.Epoch > 0));
    }

    [Fact]
    public async Task Where_TellsShardAndOwner()
    {
        var place = await Eventually.GetAsync(async () => await ReadAsync<ClusterViews.Place>("/where/camera/yard") is { Owner: not null } found ? found : null, "the shard has an owner");

        Assert.Equal(("camera/yard", Shards.Of(new EntityId("camera", "yard"), 64), "node-1"), (place.Entity, place.Shard, place.Owner));
        var (status, problem, _) = await Client.CallAsync(HttpMethod.Get, "/api/v1/cluster/where/camera/Not%20A%20Name");
        Assert.Equal((400, "name-invalid"), (status, problem.Text("code")));
    }

    [Fact]
    public async Task Explain_TellsEventsAndWhetherItRuns()
    {
        var explained = await Eventually.GetAsync(
            async () => JsonSerializer.Deserialize<ClusterViews.Explanation>(await Client.GetStringAsync("/api/v1/entities/camera/yard"), ApiJson.TolerantOptions) is { Running: true } found ? found : null, "the camera runs");

        Assert.Equal(("camera/yard", "node-1", "enabled"), (explained.Entity, explained.Owner, explained.Status));
        Assert.Equal(0, explained.Restarts);
        Assert.Equal(explained.Seq, explained.LastEvents[0].Seq);
        Assert.Contains(explained.LastEvents, e => e.Type == "camera.created");
        var (status, problem, _) = await Client.CallAsync(HttpMethod.Get, "/api/v1/entities/camera/nobody");
        Assert.Equal((404, "entity-not-found"), (status, problem.Text("code")));
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("down")]
    public async Task MemberThatIsNotThere_IsAProblem(string verb)
    {
        var (status, problem, _) = await Client.CallAsync(HttpMethod.Post, $"/api/v1/cluster/members/nobody/{verb}");

        Assert.Equal((404, "member-not-found"), (status, problem.Text("code")));
        Assert.Contains("node-1", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_HoldTheCommandsOfEachShard()
    {
        var queues = (await ReadAsync<ClusterViews.QueueList>("/queues")).Queues;

        Assert.Equal(64, queues.Count(q => q.Name.StartsWith("fresnel.shard.", StringComparison.Ordinal)));
        Assert.Contains(queues, q => q is { Name: "fresnel.dead", Ready: 0 });
    }

    [Fact]
    public async Task Happenings_AreListed_AndStreamed()
    {
        var listed = await Eventually.GetAsync(async () => (await ReadAsync<ClusterViews.HappeningList>("/happenings")).Happenings is { Count: > 0 } some ? some : null, "the node came up");

        Assert.Contains(listed, h => h is { Kind: "member-up", Member: "node-1" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cluster/happenings/stream");
        request.Headers.Add("Last-Event-ID", "0");
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (_, id, first) = await Sse.NextAsync(reader, "happening");
        Assert.Equal($"{listed[0].Number}", id);
        Assert.Equal(listed[0].Text, first.Text("text"));
        var (status, problem, _) = await Client.CallAsync(HttpMethod.Get, "/api/v1/cluster/happenings?limit=0");
        Assert.Equal((400, "query-invalid"), (status, problem.Text("code")));
    }

    [Fact]
    public async Task Live_HoldsTheCamerasOfThisNode()
    {
        var items = await Eventually.GetAsync(async () => (await Client.GetJsonAsync("/api/v1/live")).GetProperty("items").EnumerateArray().ToArray() is { Length: > 0 } some ? some : null, "the camera runs");

        Assert.Equal("yard", items[0].Text("name"));
        Assert.Equal("node-1", (await Client.CameraAsync("yard")).Text("node"));
    }

    private async Task<T> ReadAsync<T>(string path) =>
        JsonSerializer.Deserialize<T>(await Client.GetStringAsync($"/api/v1/cluster{path}"), ApiJson.TolerantOptions)!;
}
