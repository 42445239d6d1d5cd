using Fresnel.Entities.Persistence;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;
using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Reading.Tests.Tables;

[Collection(PostgresTests.Name)]
public sealed class PostgresTablesTests(PostgresServer server) : EntityTablesCompliance
{
    [Fact]
    public async Task Prepare_TablesInUse_DoesNotWait()
    {
        await Store.PrepareAsync();
        await using var other = await ((PostgresTestStore)Store).ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await PostgresTestStore.InsertAsync(other, JournalRow.Event("counter/front", 1));
        await using var reading = new NpgsqlCommand("LOCK TABLE entity_journal IN SHARE ROW EXCLUSIVE MODE", other);
        await reading.ExecuteNonQueryAsync();

        await Store.PrepareAsync().WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task Prepare_TableOfThePlugin_GetsTheOrder()
    {
        await Store.ExecuteAsync(
            """
            CREATE TABLE entity_journal(
                ordering bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, created bigint NOT NULL, deleted boolean NOT NULL,
                persistence_id text NOT NULL, sequence_number bigint NOT NULL, message bytea NOT NULL, tags text, manifest text,
                identifier int, writer_uuid text, CONSTRAINT entity_journal_uq UNIQUE (persistence_id, sequence_number))
            """);
        await Store.InsertAsync(JournalRow.Event("counter/front", 1), JournalRow.Event("counter/front", 2));

        await Store.PrepareAsync();
        await Store.InsertAsync(JournalRow.Event("counter/front", 3));

        Assert.Equal([1L, 2L, 3L], (await TestStore.ReadAllAsync((await Store.OpenAsync()).Events)).Select(e => e.Seq));
    }

    [Fact]
    public async Task Prepare_TablesOfAnother_IsRefused()
    {
        await Store.ExecuteAsync("CREATE TABLE entity_journal(x int)");

        var refused = await Assert.ThrowsAsync<EntityStoreException>(() => EntityTables.PrepareAsync(Store.Options, default));

        Assert.StartsWith($"The tables of {Store.Options} are not those of an entity store (", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_DumpOfAServerThatWasAhead_IsAdoptedAsAnotherHistory()
    {
        await Store.PrepareAsync();
        var former = Store.Facts.History;
        await Store.InsertAsync(JournalRow.Event("counter/front", 1), JournalRow.Event("counter/front", 2));
        await Store.ExecuteAsync("UPDATE entity_journal SET xid = '4000000000000'");

        await Store.PrepareAsync();
        await Store.InsertAsync(JournalRow.Event("counter/front", 3));

        Assert.NotEqual(former, Store.Facts.History);
        Assert.Equal([1L, 2L, 3L], (await TestStore.ReadAllAsync((await Store.OpenAsync()).Events)).Select(e => e.Seq));
    }

    [Fact]
    public async Task Prepare_AnotherServer_IsAnotherHistory()
    {
        await Store.PrepareAsync();
        var former = Store.Facts.History;
        await Store.ExecuteAsync("UPDATE entity_store SET value = '1' WHERE key = 'system'");

        await Store.PrepareAsync();
        var next = Store.Facts.History;
        await Store.PrepareAsync();

        Assert.NotEqual(former, next);
        Assert.Equal(next, Store.Facts.History);
    }

    [Theory]
    [InlineData("Password", "wrong-secret", "refuses the user 'fresnel' or its password")]
    [InlineData("Database", "nothing", "has no such database")]
    public async Task Prepare_WrongAccess_IsOneClearLineWithoutThePassword(string key, string value, string words)
    {
        var settings = new NpgsqlConnectionStringBuilder(Store.Options.ConnectionString) { [key] = value };
        var options = EntityStoreOptions.ForPostgres(settings.ConnectionString);

        var refused = await Assert.ThrowsAsync<EntityStoreException>(() => EntityTables.PrepareAsync(options, default));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(settings.Password!, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_ServerAway_IsUnavailable()
    {
        var options = EntityStoreOptions.ForPostgres("Host=127.0.0.1;Port=1;Username=joe;Password=geheim;Database=cluster");

        var away = await Assert.ThrowsAsync<EventSourceUnavailableException>(() => EntityTables.PrepareAsync(options, default));

        Assert.Equal("The entity store postgresql://joe@127.0.0.1:1/cluster cannot be reached: Connection refused.", away.Message);
    }

    protected override async Task DropKeyAsync() =>
        await Store.ExecuteAsync("ALTER TABLE entity_journal DROP CONSTRAINT entity_journal_uq");

    private protected override async Task<TestStore> CreateAsync() => await PostgresTestStore.CreateAsync(server);
}
