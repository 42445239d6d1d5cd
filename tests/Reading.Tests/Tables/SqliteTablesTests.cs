using Fresnel.Entities.Persistence;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;

namespace Fresnel.Reading.Tests.Tables;

public sealed class SqliteTablesTests : EntityTablesCompliance
{
    [Fact]
    public async Task Prepare_File_HasAWriteAheadLog()
    {
        await Store.PrepareAsync();

        Assert.Equal("wal", await Store.ExecuteAsync("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task Prepare_NoSuchFolder_IsUnavailable()
    {
        var options = EntityStoreOptions.ForSqlite("/nowhere/at/all.db");

        var away = await Assert.ThrowsAsync<EventSourceUnavailableException>(() => EntityTables.PrepareAsync(options, default));

        Assert.Equal("The entity store '/nowhere/at/all.db' cannot be opened: unable to open database file.", away.Message);
    }

    [Fact]
    public async Task Prepare_NotADatabase_IsRefused()
    {
        await File.WriteAllTextAsync(Store.Options.File!, new string('x', 4096));

        var refused = await Assert.ThrowsAsync<EntityStoreException>(() => EntityTables.PrepareAsync(Store.Options, default));

        Assert.Equal($"The entity store '{Store.Options.File}' is not a SQLite file.", refused.Message);
    }

    [Fact]
    public async Task Prepare_TablesOfAnother_IsRefused()
    {
        await Store.ExecuteAsync("CREATE TABLE entity_journal(x)");

        var refused = await Assert.ThrowsAsync<EntityStoreException>(() => EntityTables.PrepareAsync(Store.Options, default));

        var start = $"The entity store '{Store.Options.File}' has tables that are not those of an entity store: ";
        Assert.StartsWith(start, refused.Message, StringComparison.Ordinal);
    }

    protected override async Task DropKeyAsync() => await Store.ExecuteAsync(
        """
        DROP INDEX entity_journal_uq;
        CREATE INDEX entity_journal_uq ON entity_journal(persistence_id, sequence_number);
        """);

    private protected override Task<TestStore> CreateAsync() => Task.FromResult<TestStore>(new SqliteTestStore());
}
