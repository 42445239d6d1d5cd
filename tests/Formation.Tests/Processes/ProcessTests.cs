using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Models;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Processes;

/// <summary>Nodes that are processes of their own, killed and frozen by the operating system.</summary>
[Collection(Postgres.Name)]
public sealed class ProcessTests(PostgresServer server) : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private string database = "";

    private string Certificates => Path.Combine(folder.Path, "certificates");

    public async Task InitializeAsync() => database = await Postgres.DatabaseAsync(server);

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task KilledProcess_IsRemovedByTheFastPath()
    {
        // Nothing but the fast path can remove a member here within two minutes.
        await using var node = await TestNode.StartAsync(
            TestNode.Options(Certificates, database), new FormationTimes { Proof = TimeSpan.Zero }, hocon: TestCluster.NoResolver);
        await node.SeesUpAsync(1);
        using var child = new Child("node", database, Certificates);
        await node.SeesUpAsync(2);
        await child.ReadAsync("standing True");

        child.Kill();

        await node.SeesUpAsync(1);
        Assert.False(node.End.Ended.IsCompleted);
    }

    [Fact]
    public async Task FrozenProcess_IsInNoGoodStandingWhenItWakesAndStartsAgainOnceItIsRemoved()
    {
        await using var node = await TestNode.StartAsync(TestNode.Options(Certificates, database));
        await node.SeesUpAsync(1);
        using var child = new Child("node", database, Certificates);
        await child.ReadAsync("standing True");

        await child.FreezeAsync(TimeSpan.FromSeconds(4));
        Assert.Equal("woke False", await child.ReadAsync("woke"));
        await child.ReadAsync("standing True"); // its row is renewed

        var frozen = child.FreezeAsync(TimeSpan.FromSeconds(20));
        await node.SeesUpAsync(1);
        await frozen;
        Assert.Equal((int)ProcessEndCode.StartAgain, await child.ExitAsync());
        Assert.False(node.End.Ended.IsCompleted);
    }

    [Fact]
    public async Task DismissedProcess_ExitsWith7()
    {
        await using var node = await TestNode.StartAsync(TestNode.Options(Certificates, database));
        await node.SeesUpAsync(1);
        using var child = new Child("node", database, Certificates);
        await child.ReadAsync("standing True");
        await node.SeesUpAsync(2);

        Assert.True(await node.Formation.DismissAsync(node.Other.Address, default));

        Assert.Equal(7, await child.ExitAsync());
        await node.SeesUpAsync(1);
    }

    [Theory]
    [InlineData(ProcessEndCode.Dismissed, 7)]
    [InlineData(ProcessEndCode.StartAgain, 8)]
    public async Task ProcessWhoseExitHandlersHang_EndsWithItsCode(ProcessEndCode code, int expected)
    {
        using var child = new Child("end", ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(expected, await child.ExitAsync());
    }
}
