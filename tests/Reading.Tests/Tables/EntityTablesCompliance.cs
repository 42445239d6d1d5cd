using Fresnel.Entities.Persistence;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;

namespace Fresnel.Reading.Tests.Tables;

/// <summary>What preparing the tables keeps to on each store.</summary>
public abstract class EntityTablesCompliance : StoreTests
{
    protected override bool Prepared => false;

    [Fact]
    public async Task Prepare_Again_FindsTheSameFacts()
    {
        var first = await EntityTables.PrepareAsync(Store.Options, default);
        var second = await EntityTables.PrepareAsync(Store.Options, default);

        Assert.Equal(first, second);
        Assert.Equal(64, first.Shards);
        Assert.NotEqual(Guid.Empty, first.History);
    }

    [Fact]
    public async Task Prepare_EightAtOnce_AgreeOnOneHistory()
    {
        var starts = Enumerable.Range(0, 8).Select(_ => Task.Run(() => EntityTables.PrepareAsync(Store.Options, default)));
        var facts = await Task.WhenAll(starts);

        Assert.Single(facts.Distinct());
        Assert.Equal(1L, await Store.ExecuteAsync("SELECT count(*) FROM entity_history"));
    }

    [Fact]
    public async Task Prepare_AnotherNumberOfShards_NamesBoth()
    {
        await EntityTables.PrepareAsync(Store.Options, default);
        var other = With(shards: 60);

        var mismatch = await Assert.ThrowsAsync<ShardCountMismatchException>(() => EntityTables.PrepareAsync(other, default));

        Assert.Equal((64, 60), (mismatch.Recorded, mismatch.Wanted));
        Assert.Equal(
            $"The entity store {Store.Options} was created with 64 shards and this process is configured for 60; allowed: 64. "
            + "The number of shards is fixed when a cluster is created.",
            mismatch.Message);
        Assert.Equal(64, (await EntityTables.PrepareAsync(Store.Options, default)).Shards);
    }

    [Fact]
    public async Task Prepare_NewerSchema_IsRefused()
    {
        await EntityTables.PrepareAsync(Store.Options, default);
        await Store.ExecuteAsync("UPDATE entity_store SET value = '99' WHERE key = 'schema.entity'");

        var refused = await Assert.ThrowsAsync<EntityStoreException>(() => EntityTables.PrepareAsync(Store.Options, default));

        Assert.Equal(
            $"The entity store {Store.Options} has schema version 99 and this build knows versions up to 1: use a newer build.",
            refused.Message);
    }

    [Fact]
    public async Task Prepare_WithoutTheUniqueKey_IsRefused()
    {
        await EntityTables.PrepareAsync(Store.Options, default);
        await DropKeyAsync();

        var refused = await Assert.ThrowsAsync<EntityStoreException>(() => EntityTables.PrepareAsync(Store.Options, default));

        var start = $"The table entity_journal of {Store.Options} has no unique key (persistence_id, sequence_number)";
        Assert.StartsWith(start, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entity_journal")]
    [InlineData("sharding_journal")]
    public async Task Prepare_Tables_HaveTheUniqueKey(string table)
    {
        await EntityTables.PrepareAsync(Store.Options, default);
        var insert =
            $"""
            INSERT INTO {table}(created, deleted, persistence_id, sequence_number, message)
            VALUES (0, false, 'a', 1, '')
            """;
        await Store.ExecuteAsync(insert);

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => Store.ExecuteAsync(insert));

        Assert.True(Store.IsDuplicate(refused), refused.ToString());
    }

    [Fact]
    public async Task RenewHistory_EarlierCursors_AreVoid()
    {
        await Store.PrepareAsync();
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        var end = await (await Store.OpenAsync()).Events.FindEndAsync(default);

        var renewed = await EntityTables.RenewHistoryAsync(Store.Options, default);
        await Store.PrepareAsync();
        var source = (await Store.OpenAsync()).Events;

        Assert.Equal(renewed, Store.Facts.History);
        Assert.NotEqual(end.History, renewed);
        await Assert.ThrowsAsync<EventCursorException>(async () => await source.ReadAsync(end, 1, default));
        Assert.Single(await TestStore.ReadAllAsync(source));
    }

    [Fact]
    public async Task Prepare_AnotherPrefix_IsAStoreApart()
    {
        await Store.PrepareAsync();
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));

        var apart = await EntityTables.PrepareAsync(With(prefix: "warmup"), default);

        Assert.Equal(Store.Facts, apart);
        Assert.Equal(0L, await Store.ExecuteAsync("SELECT count(*) FROM warmup_journal"));
        Assert.Equal(0L, await Store.ExecuteAsync("SELECT count(*) FROM warmup_snapshot"));
    }

    /// <summary>Takes the unique key of the journal away.</summary>
    protected abstract Task DropKeyAsync();

    private protected EntityStoreOptions With(int shards = 64, string prefix = "entity") => new()
    {
        Provider = Store.Options.Provider,
        File = Store.Options.File,
        ConnectionString = Store.Options.ConnectionString,
        Shards = shards,
        TablePrefix = prefix,
    };
}
