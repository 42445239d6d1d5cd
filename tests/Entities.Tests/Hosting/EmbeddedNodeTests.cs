using Akka.Actor;
using Akka.Cluster.Sharding;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Tests.Hosting;

/// <summary>What sharding adds to an entity: it is found, remembered, forgotten, and swept for.</summary>
public sealed class EmbeddedNodeTests : IDisposable
{
    private static readonly EntityId Hall = new("light", "hall");
    private static readonly EntityId Stairs = new("light", "stairs");

    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-node-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Command_ToAnEntityThatNeverWas_StartsItAndIsAnswered()
    {
        await using var node = await EmbeddedNode.StartAsync(folder);

        var answer = await node.SendAsync(Hall, new LightCommands.Blink(2), "c1");

        Assert.Equal((AnswerStatus.Accepted, 1L, new LightView(false, 2)), (answer.Status, answer.Activation, answer.View));
        Assert.Equal(0, node.Engine.Wire.Refusals);
    }

    [Fact]
    public async Task Entity_ThatMustRun_IsStartedByItselfAfterARestartOfTheNode()
    {
        await using (var first = await EmbeddedNode.StartAsync(folder))
        {
            await first.SendAsync(Hall, new LightCommands.SwitchOn(), "c1");
            await first.SendAsync(Stairs, new LightCommands.Blink(1), "c1");
        }

        await using var second = await EmbeddedNode.StartAsync(folder, new EntityOptions { PassivateAfter = TimeSpan.FromSeconds(1) });

        await Until(async () => (await RunningAsync(second)).SequenceEqual(["hall"])); // the other one was remembered too, and is passivated
        var seen = await second.ViewAsync(Hall);
        Assert.Equal((2L, new LightView(true, 1)), (seen.Activation, seen.View));
    }

    [Fact]
    public async Task Entity_ThatNeedNotRun_IsPassivatedForgottenAndStartedAgainByACommand()
    {
        await using var node = await EmbeddedNode.StartAsync(folder, new EntityOptions { PassivateAfter = TimeSpan.FromSeconds(1) });
        await node.SendAsync(Hall, new LightCommands.Blink(1), "c1");
        await Until(async () => (await RunningAsync(node)).Length == 0);

        var answer = await node.SendAsync(Hall, new LightCommands.Blink(1), "c2");

        Assert.Equal((2L, new LightView(false, 2)), (answer.Activation, answer.View));
    }

    [Fact]
    public async Task Sweep_OfAnEntityThatShardingForgot_StartsIt()
    {
        await using var node = await EmbeddedNode.StartAsync(folder, sweepEvery: TimeSpan.FromSeconds(1));
        await node.SendAsync(Hall, new LightCommands.SwitchOn(), "c1");
        await Until(async () => (await node.Node.Reading.Catalogue.MustRunAsync("light", default)).Count == 1);

        // As if sharding had lost it: its shard is told that it wants to go.
        var entity = await node.System.ActorSelection($"/system/sharding/light/{Shards.Of(Hall, node.Engine.Shards)}/hall").ResolveOne(TimeSpan.FromSeconds(10));
        node.System.ActorSelection(entity.Path.Parent).Tell(new Passivate(EntityStop.Instance), entity);
        await Until(async () => await node.Node.Reading.Catalogue.FindAsync(Hall, default) is { Activation: 2 });

        Assert.Equal(["hall"], await RunningAsync(node));
    }

    [Fact]
    public async Task Reading_TheCatalogue_StartsNobodyAndWritesNothing()
    {
        await using (var first = await EmbeddedNode.StartAsync(folder, new EntityOptions { PassivateAfter = TimeSpan.FromSeconds(1) }))
        {
            for (var i = 1; i <= 20; i++) await first.SendAsync(new EntityId("light", $"l{i:00}"), new LightCommands.Blink(1), "c1");
            await Until(async () => (await RunningAsync(first)).Length == 0);
        }

        await using var node = await EmbeddedNode.StartAsync(folder);
        await node.Node.Reading.Projection.CatchUpAsync(default);
        var end = await node.Node.Reading.Events.FindEndAsync(default);

        var listed = await node.Node.Reading.Catalogue.ListAsync("light", null, 100, default);

        Assert.Equal(20, listed.Count);
        Assert.All(listed, entry => Assert.False(entry.MustRun));
        Assert.Empty(await RunningAsync(node));
        Assert.Equal(end, await node.Node.Reading.Events.FindEndAsync(default));
    }

    [Fact]
    public async Task UnknownKind_IsRefusedAtOnce()
    {
        await using var node = await EmbeddedNode.StartAsync(folder);

        Assert.Equal(AnswerCodes.UnknownKind, (await node.SendAsync(new EntityId("lamp", "hall"), new LightCommands.Blink(1), "c1")).Code);
    }

    /// <summary>The names of the lights that run.</summary>
    private static async Task<string[]> RunningAsync(EmbeddedNode node)
    {
        var region = node.Engine.Regions.Find("light")!;
        var state = await region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, TimeSpan.FromSeconds(10));
        return [.. state.Shards.SelectMany(shard => shard.EntityIds).Order(StringComparer.Ordinal)];
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "the condition was not reached within a minute");
            await Task.Delay(50);
        }
    }
}
