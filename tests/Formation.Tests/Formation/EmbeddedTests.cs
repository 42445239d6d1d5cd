using Akka.Actor;
using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Models;

namespace Fresnel.Formation.Tests.Formation;

/// <summary>A node without a database is a cluster of one.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EmbeddedNode_Started_JoinsItselfAndIsInGoodStanding()
    {
        await using var node = await TestNode.StartAsync(TestNode.Options(Path.Combine(folder.Path, "certificates"), database: null));

        await node.SeesUpAsync(1);

        Assert.True(node.Formation.Standing.IsGood);
        Assert.Equal("akka.ssl.tcp", node.Cluster.SelfAddress.Protocol);
        Assert.Equal(["entities", "shardhost"], node.Cluster.SelfRoles.Order());
    }

    [Fact]
    public async Task EmbeddedNode_OfAnotherName_IsRefused()
    {
        var options = TestNode.Options(Path.Combine(folder.Path, "certificates"), database: null);
        await using var formation = new NodeFormation(options);

        using var bare = ActorSystem.Create("bare");
        Assert.Throws<Akka.Configuration.ConfigurationException>(() => NodeFormation.Of(bare));
        await bare.Terminate();
    }
}
