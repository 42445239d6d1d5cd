using System.Text.Json;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Tests.Support;

namespace Fresnel.Pbm.Tests.Commands;

/// <summary><c>cluster …</c>, <c>cluster-sharding …</c> and <c>entity …</c> against a real node that is alone: a cluster of one.</summary>
public sealed class ClusterVerbTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task Show_IsATableWithACount()
    {
        var lines = (await node.PbmAsync("cluster show")).Done().TrimEnd().Split('\n');

        Assert.Equal(3, lines.Length);
        Assert.Matches("^ID +ADDRESS +STATUS +WEIGHT +SHARDS +ENTITIES +SEEN +ROLES +DEVICES +VERSION$", lines[0]);
        Assert.Matches(@"^node-1 +127\.0\.0\.1:[0-9]+ +up +1 +64 +[0-9]+ +[0-9]+s +all +[^ ].* +[0-9.]+$", lines[1]);
        Assert.Equal("1 member, 1 up", lines[2]);
    }

    [Fact]
    public async Task Show_OnShortLines_KeepsThemShort() =>
        Assert.All((await node.PbmAsync("cluster show", width: 80)).Done().Split('\n'), line => Assert.True(line.Length <= 80, line));

    [Fact]
    public async Task Show_Json_HasWhatProgramsAreTold()
    {
        var json = JsonDocument.Parse((await node.PbmAsync("cluster show --json")).Done()).RootElement;

        var member = Assert.Single(json.GetProperty("members").EnumerateArray());
        foreach (var name in new[] { "id", "address", "roles", "status", "weight", "shards", "entities", "devices", "version", "lastSeen" }) Assert.True(member.TryGetProperty(name, out _), name);
        Assert.Equal("up", member.Text("status"));
        Assert.Equal(64, member.GetProperty("shards").GetInt32());
    }

    [Fact]
    public async Task Status_IsFactsAndFine()
    {
        var text = (await node.PbmAsync("cluster status")).Done();

        Assert.Contains("status      ok\n", text, StringComparison.Ordinal);
        Assert.Contains("shards      64 of 64 owned\n", text, StringComparison.Ordinal);
        Assert.Contains("database    SQLite\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leader_None_IsSaidWithACodeOfItsOwn()
    {
        var run = await node.PbmAsync("cluster leader");

        Assert.Equal(ExitCodes.Degraded, run.ExitCode);
        Assert.StartsWith("no lighthouse leads", run.Output, StringComparison.Ordinal);
        Assert.Equal("{\n  \"leader\": null\n}\n", (await node.PbmAsync("cluster leader --json")).Output);
    }

    [Fact]
    public async Task Regions_ListsShardsByMember() => Assert.Equal(
        "MEMBER  SHARDS  NUMBERS\nnode-1      64  0-63\n64 shards, 64 owned\n",
        (await node.PbmAsync("cluster-sharding regions")).Done());

    [Fact]
    public async Task Where_TellsShardAndOwner()
    {
        var text = (await node.PbmAsync("cluster-sharding where camera/front-door")).Done();

        Assert.Contains("entity   camera/front-door\n", text, StringComparison.Ordinal);
        Assert.Contains("owner    node-1\n", text, StringComparison.Ordinal);
        Assert.Equal("node-1", JsonDocument.Parse((await node.PbmAsync("cluster-sharding where camera/front-door --json")).Done()).RootElement.Text("owner"));
    }

    [Fact]
    public async Task Explain_TellsWhyItRuns()
    {
        var text = (await node.PbmAsync("entity explain camera/front-door")).Done();

        Assert.Contains("running   yes\n", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^ +1 +1 +[0-9-]+ [0-9:]+ +camera.created ", text);
        Assert.Matches("newest of [0-9]+ events\n$", text);
    }

    [Theory]
    [InlineData("entity explain camera/frontdoor", "there is no camera 'frontdoor'. Did you mean 'front-door'?")]
    [InlineData("entity explain camra/front-door", "there is no entity 'camra/front-door': did you mean 'camera/front-door'?")]
    [InlineData("entity explain camera/something-else", "'pbm camera list' shows them")]
    [InlineData("cluster leave node1", "there is no member 'node1'. Did you mean 'node-1'?")]
    [InlineData("cluster down nowhere --yes", "'pbm cluster show' shows them")]
    public async Task Unknown_IsSaidWithASuggestion(string arguments, string expected) => (await node.PbmAsync(arguments)).FailedWith(ExitCodes.NotFound, expected);

    [Fact]
    public async Task Down_OfALivingMember_IsNotDoneUnasked()
    {
        (await node.PbmAsync("cluster down node-1")).FailedWith(ExitCodes.Failed, "--yes strikes it all the same");

        var asked = await node.PbmAsync("cluster down node-1", input: "\n");
        Assert.Equal(ExitCodes.Failed, asked.ExitCode);
        Assert.Contains("'leave' would empty it without a gap. Strike it all the same? [y/N]", asked.Error, StringComparison.Ordinal);
        Assert.Contains(" up ", (await node.PbmAsync("cluster show")).Done(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_NeedsTheToken()
    {
        foreach (var verb in new[] { "cluster show", "cluster status", "cluster tail", "cluster-sharding regions", "entity explain camera/front-door", "cluster leave node-1" })
        {
            (await PbmRun.OfAsync($"{verb} --host {node.Node.Address}")).FailedWith(ExitCodes.Token, "--token-file");
        }
    }
}
