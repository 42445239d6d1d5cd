using System.Diagnostics;
using Fresnel.Entities.Persistence;
using Fresnel.Reading.Tests.Support;
using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Reading.Tests.Plugins;

[Collection(PostgresTests.Name)]
public sealed class PostgresPluginTests(PostgresServer server) : PluginCompliance
{
    [Fact]
    public async Task Persist_FormerOwnerFrozenBeforeItsCommit_WaitsUntilItIsCut()
    {
        var options = new EntityStoreOptions
        {
            Provider = EntityStoreProvider.Postgres,
            ConnectionString = Store.Options.ConnectionString,
            TransactionLimit = TimeSpan.FromSeconds(1),
        };
        await using var system = await TestSystem.StartAsync(options);

        // The plugin's own way to connect, held between INSERT and COMMIT as a frozen process holds it.
        await using var frozen = new NpgsqlConnection(PluginConnections.Of(options).ConnectionOptions.ConnectionString);
        await frozen.OpenAsync();
        await using var transaction = await frozen.BeginTransactionAsync();
        await PostgresTestStore.InsertAsync(frozen, JournalRow.Event("counter/a", 1));
        var watch = Stopwatch.StartNew();

        Assert.Equal(1, await TestSystem.AskAsync<int>(system.Start("a"), new Add("a", 1)));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.8, 8);
        await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync());
        Assert.Single(await TestStore.ReadAllAsync((await Store.OpenAsync()).Events));
    }

    [Fact]
    public void Connections_OfThePlugin_NeverAskToCancelACommit()
    {
        var settings = new NpgsqlConnectionStringBuilder(PluginConnections.Of(Store.Options).ConnectionOptions.ConnectionString);

        Assert.Equal(-1, settings.CancellationTimeout);
        Assert.DoesNotContain("statement_timeout", settings.Options, StringComparison.Ordinal);
        Assert.Contains("idle_in_transaction_session_timeout=3000", settings.Options, StringComparison.Ordinal);
        Assert.Equal(20, settings.MaxPoolSize);
    }

    private protected override async Task<TestStore> CreateAsync() => await PostgresTestStore.CreateAsync(server);
}
