using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Models;
using Fresnel.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
    public async Task EmbeddedNode_ThatEnds_IsNoLongerInGoodStanding()
    {
        await using var node = await TestNode.StartAsync(TestNode.Options(Path.Combine(folder.Path, "certificates"), database: null));
        await node.SeesUpAsync(1);

        await node.DieAsync();

        Assert.False(node.Formation.Standing.IsGood);
    }

    [Fact]
    public async Task EmbeddedNode_ThatDismissesItself_StaysDown()
    {
        await using var node = await TestNode.StartAsync(TestNode.Options(Path.Combine(folder.Path, "certificates"), database: null));
        await node.SeesUpAsync(1);

        Assert.True(await node.Formation.DismissAsync(node.Cluster.SelfAddress, default));

        Assert.Equal(ProcessEndCode.Dismissed, (await node.EndedAsync()).Code);
    }

    [Fact]
    public async Task Host_RegistersTheStandingOfItsNode()
    {
        var options = TestNode.Options(Path.Combine(folder.Path, "certificates"), database: null);
        using var host = new HostBuilder()
            .ConfigureServices(services => services
                .AddFormation(options)
                .AddAkka(options.SystemName, (builder, provider) => builder.WithFormation(provider.GetRequiredService<NodeFormation>())))
            .Build();
        await host.StartAsync();
        var standing = host.Services.GetRequiredService<INodeStanding>();
        Assert.Same(NodeFormation.Of(host.Services.GetRequiredService<ActorSystem>()).Standing, standing);

        await Eventually.IsAsync(() => Task.FromResult(standing.IsGood), "the node is in good standing");

        await host.StopAsync();
        Assert.False(standing.IsGood);
    }

    [Fact]
    public async Task System_OfAnotherName_IsRefused()
    {
        var options = TestNode.Options(Path.Combine(folder.Path, "certificates"), database: null);
        await using var formation = new NodeFormation(options);
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddAkka("other", (builder, _) => builder.WithFormation(formation)))
            .Build();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'other'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_WithoutFormation_HasNone()
    {
        using var bare = ActorSystem.Create("bare");

        Assert.Throws<ConfigurationException>(() => NodeFormation.Of(bare));

        await bare.Terminate();
    }
}
