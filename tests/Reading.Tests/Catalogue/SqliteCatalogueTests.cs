using Fresnel.Entities.Reading;
using Fresnel.Reading.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Fresnel.Reading.Tests.Catalogue;

public sealed class SqliteCatalogueTests(ITestOutputHelper output) : CatalogueCompliance(output)
{
    [Fact]
    public void File_IsBesideTheJournal()
    {
        using var catalogue = new SqliteCatalogue(Store.Options);

        Assert.Equal(Path.Combine(((SqliteTestStore)Store).Folder, "entities-catalogue.db"), catalogue.File);
    }

    protected override async Task ExecuteInCatalogueAsync(string sql)
    {
        using var catalogue = new SqliteCatalogue(Store.Options);
        await using var connection = new SqliteConnection($"Data Source={catalogue.File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout = 30000; {sql}";
        await command.ExecuteNonQueryAsync();
    }

    private protected override Task<TestStore> CreateAsync() => Task.FromResult<TestStore>(new SqliteTestStore());
}
