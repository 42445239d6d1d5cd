using Fresnel.Storage.Postgres;
using Fresnel.Storage.Postgres.Observations;
using Fresnel.Storage.Tests.Support;
using Fresnel.Tests.Servers;

namespace Fresnel.Storage.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class StorageTablesTests(PostgresServer server) : IAsyncLifetime
{
    private string address = null!;
    private ClusterDatabase database = null!;

    public async Task InitializeAsync()
    {
        address = await server.CreateDatabaseAsync();
        database = await PostgresTests.OpenAsync(address);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await server.DropDatabaseAsync(address);
    }

    [Fact]
    public async Task Prepare_BySeveralNodesAtOnce_MakesTheTablesOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StorageTables.PrepareAsync(database, default)));

        Assert.Equal(1L, await ExecuteAsync("SELECT count(*) FROM storage_schema"));
        await using var observations = new PostgresObservationStore(database);
        await observations.WriteAsync(Sights.Batch(1), default);
        Assert.NotNull(await observations.FindLatestAsync(Sights.Camera, default));
    }

    // They did not say their version: the journal made them.
    [Fact]
    public async Task Prepare_WhereAnEarlierBuildMadeThem_KeepsWhatIsInThem()
    {
        await ExecuteAsync(StorageTables.Steps[0]);
        await new PostgresCredentialStore(database).SetAsync("camera/a", "secret", default);

        await StorageTables.PrepareAsync(database, default);

        Assert.Equal("secret", await new PostgresCredentialStore(database).FindAsync("camera/a", default));
        Assert.Equal(StorageTables.Steps.Count, await ExecuteAsync("SELECT version FROM storage_schema"));
    }

    [Fact]
    public async Task Prepare_TablesOfANewerBuild_IsRefused()
    {
        await StorageTables.PrepareAsync(database, default);
        await ExecuteAsync("UPDATE storage_schema SET version = 99");

        var refused = await Assert.ThrowsAsync<StoreSchemaException>(() => StorageTables.PrepareAsync(database, default));

        Assert.Contains("version 99", refused.Message, StringComparison.Ordinal);
    }

    private Task<object?> ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(new Uri(address), sql);
}
