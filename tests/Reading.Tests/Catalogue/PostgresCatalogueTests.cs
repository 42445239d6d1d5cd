using Fresnel.Entities.Reading;
using Fresnel.Reading.Tests.Support;
using Fresnel.Tests.Servers;
using Xunit.Abstractions;

namespace Fresnel.Reading.Tests.Catalogue;

[Collection(PostgresTests.Name)]
public sealed class PostgresCatalogueTests(PostgresServer server, ITestOutputHelper output) : CatalogueCompliance(output)
{
    [Fact]
    public async Task Prepare_EightAtOnce_AllSucceed()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var catalogue = new PostgresCatalogue(Store.Options);
            await catalogue.PrepareAsync(default);
        })));

        Assert.Equal(1L, await Store.ExecuteAsync("SELECT count(*) FROM entity_catalogue_cursor"));
    }

    protected override async Task ExecuteInCatalogueAsync(string sql) => await Store.ExecuteAsync(sql);

    private protected override async Task<TestStore> CreateAsync() => await PostgresTestStore.CreateAsync(server);
}
