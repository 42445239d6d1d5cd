using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;

namespace Fresnel.Reading.Tests.Events;

public sealed class SqliteEventSourceTests : StoreTests
{
    [Fact]
    public async Task Read_WhileAWriterHoldsTheLock_DoesNotWait()
    {
        var source = (await Store.OpenAsync()).Events;
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        await using var writer = ((SqliteTestStore)Store).Connect();
        await using var transaction = writer.BeginTransaction(deferred: false);
        SqliteTestStore.Insert(writer, JournalRow.Event("counter/front", 2));

        Assert.Equal([1L], (await TestStore.ReadAllAsync(source)).Select(e => e.Seq));
        await transaction.CommitAsync();
        Assert.Equal([1L, 2L], (await TestStore.ReadAllAsync(source)).Select(e => e.Seq));
    }

    [Fact]
    public async Task Read_FileGone_IsUnavailable()
    {
        await Store.OpenAsync();
        var gone = new SqliteEventSource(EntityStoreOptions.ForSqlite("/nowhere/entities.db"), Guid.NewGuid(), TimeProvider.System);

        var away = await Assert.ThrowsAsync<EventSourceUnavailableException>(async () => await gone.ReadAsync(gone.Start, 1, default));

        Assert.Equal("The entity store '/nowhere/entities.db' cannot be opened: unable to open database file.", away.Message);
    }

    private protected override Task<TestStore> CreateAsync() => Task.FromResult<TestStore>(new SqliteTestStore());
}
