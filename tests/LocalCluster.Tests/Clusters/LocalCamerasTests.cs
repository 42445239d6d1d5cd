using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.Tests.Clusters;

public sealed class LocalCamerasTests
{
    [Fact]
    public async Task Ensure_MakesOnlyWhatIsMissing()
    {
        var made = new List<string>();
        using var node = new StubProcess((method, path, body) =>
        {
            Assert.Equal("/api/v1/cameras", path);
            if (method == "GET") return (200, """{"items":[{"name":"cam-1"}]}""");
            made.Add(body);
            return body.Contains("cam-2", StringComparison.Ordinal) ? (409, """{"code":"already-exists","detail":"it exists"}""") : (201, "{}");
        });

        Assert.Equal(1, await new LocalCameras(StateOf(node.State)).EnsureAsync(3, 2.5, default));

        Assert.Equal(
            ["""{"name":"cam-2","settings":{"source":"/v.avi","analysisFps":2.5}}""", """{"name":"cam-3","settings":{"source":"/v.avi","analysisFps":2.5}}"""],
            made);
        Assert.All(node.Heads, head => Assert.Equal("Bearer a-token", head.Authorization));
    }

    [Fact]
    public async Task Ensure_WhereTheFirstNodeIsGone_AsksTheNext()
    {
        using var node = new StubProcess((method, _, _) => method == "GET" ? (200, """{"items":[]}""") : (201, "{}"));

        Assert.Equal(2, await new LocalCameras(StateOf(StubProcess.Of(FreePort.Find()), node.State with { Id = "node-2" })).EnsureAsync(2, 1, default));

        Assert.Equal(2, node.Heads.Select(head => head.Key).Where(key => key is not null).Distinct().Count());
    }

    [Fact]
    public async Task Ensure_WhereItIsRefused_SaysWhy()
    {
        using var node = new StubProcess((method, _, _) => method == "GET" ? (200, """{"items":[]}""") : (422, """{"code":"source-invalid","detail":"no such file"}"""));

        var refused = await Assert.ThrowsAsync<LocalClusterException>(() => new LocalCameras(StateOf(node.State)).EnsureAsync(1, 1, default));

        Assert.Equal(("no such file", LocalClusterFault.Failed), (refused.Message, refused.Fault));
    }

    [Fact]
    public async Task Ensure_WhereNoNodeAnswers_SaysSo()
    {
        var refused = await Assert.ThrowsAsync<LocalClusterException>(() => new LocalCameras(StateOf(StubProcess.Of(FreePort.Find()))).EnsureAsync(1, 1, default));

        Assert.Equal(LocalClusterFault.Unreachable, refused.Fault);
    }

    private static ClusterState StateOf(params ProcessState[] nodes) => new() { Token = "a-token", Video = "/v.avi", Processes = nodes };
}
