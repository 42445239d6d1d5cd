using Fresnel.Storage.Credentials;
using Fresnel.Storage.Postgres;
using Fresnel.Storage.Tests.Credentials;
using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Storage.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresCredentialStoreTests(PostgresServer server) : CredentialStoreCompliance, IAsyncLifetime
{
    private string address = null!;
    private ClusterDatabase database = null!;

    public async Task InitializeAsync()
    {
        address = await server.CreateDatabaseAsync();
        database = await PostgresTests.OpenAsync(address);
        await StorageTables.PrepareAsync(database, default);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await server.DropDatabaseAsync(address);
    }

    protected override async Task<ICredentialStore> OpenAsync()
    {
        await database.DisposeAsync();
        database = await PostgresTests.OpenAsync(address);
        return new PostgresCredentialStore(database);
    }

    [Fact]
    public async Task Find_ByAnotherRole_IsRefused()
    {
        var store = await OpenAsync();
        await store.SetAsync("camera/a", "hunter2", default);
        var admin = new UriBuilder(server.Server.AdminUri) { Path = new Uri(address).AbsolutePath }.Uri;
        await PostgresServer.ExecuteAsync(admin, "CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
        try
        {
            var stranger = new UriBuilder(address) { UserName = "stranger", Password = "stranger" }.Uri;
            var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.ExecuteAsync(stranger, "SELECT secret FROM credential"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        finally
        {
            await PostgresServer.ExecuteAsync(admin, "DROP ROLE stranger");
        }
    }
}
