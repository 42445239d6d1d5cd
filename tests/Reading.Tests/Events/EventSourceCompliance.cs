using System.Text;
using Fresnel.Messages;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;

namespace Fresnel.Reading.Tests.Events;

/// <summary>What every reader of the journal keeps to.</summary>
public abstract partial class EventSourceCompliance : StoreTests
{
    private static readonly EntityId Front = new("counter", "front");

    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Read_InPages_IsEveryEventOnceInOrder(int pageSize)
    {
        var source = (await Store.OpenAsync()).Events;
        for (var i = 1; i <= 10; i++) await Store.InsertAsync(JournalRow.Event("counter/front", i), JournalRow.Event("counter/back", i));

        var all = await TestStore.ReadAllAsync(source, pageSize);

        Assert.Equal(20, all.Count);
        Assert.Equal(Numbers(1, 10), all.Where(e => e.Entity == Front).Select(e => e.Seq));
        Assert.Equal(Numbers(1, 10), all.Where(e => e.Entity != Front).Select(e => e.Seq));
        Assert.Equal(all[^1].Cursor, await source.FindEndAsync(None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task Read_LimitOutOfRange_IsAnError(int limit)
    {
        var source = (await Store.OpenAsync()).Events;

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await source.ReadAsync(source.Start, limit, None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await source.ReadEntityAsync(Front, null, limit, false, None));
    }

    [Fact]
    public async Task Read_Event_CarriesWhatWasWritten()
    {
        var source = (await Store.OpenAsync()).Events;
        const string Meta = """{"at":"2026-03-01T14:00:00.123+02:00","activation":3,"command":"c-1","trace":null,"later":{"x":[1]}}""";
        const string Json = $$"""{"amount":7,"_":{{Meta}}}""";
        await Store.InsertAsync(JournalRow.Raw("counter/front", 1, Json, "counter.added/12"));

        var read = Assert.Single(await TestStore.ReadAllAsync(source));

        Assert.Equal(Front, read.Entity);
        Assert.Equal((1, 3), (read.Seq, read.Activation));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero), read.At);
        Assert.Equal(TimeSpan.Zero, read.At.Offset);
        Assert.Equal("c-1", read.Cause);
        Assert.Equal(("counter.added", 12), (read.Message.Name, read.Message.Version));
        Assert.Equal(Json, Encoding.UTF8.GetString(read.Message.Json.Span));
    }

    [Theory]
    [InlineData("""{"_":{"activation":2,"at":"2026-03-01T12:00:00Z"},"amount":1}""")]
    [InlineData("""{"a":{"_":{"activation":9}},"b":["_"],"_":{"at":"2026-03-01T12:00:00Z","answer":{"command":"no"},"activation":2}}""")]
    [InlineData("""{"_":{"at":"2026-03-01T12:00:00Z","activation":2,"command":null}}""")]
    public async Task Read_Metadata_IsFoundWhereverItStands(string json)
    {
        var source = (await Store.OpenAsync()).Events;
        await Store.InsertAsync(JournalRow.Raw("counter/front", 1, json));

        var read = Assert.Single(await TestStore.ReadAllAsync(source));

        Assert.Equal(2, read.Activation);
        Assert.Null(read.Cause);
    }

    [Fact]
    public async Task Read_RowsOfOthers_AreSkipped()
    {
        var source = (await Store.OpenAsync()).Events;
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        await Store.InsertAsync(new JournalRow("/system/sharding/x", 1, "CE", [1, 2, 3], 13), new JournalRow("other", 1, "", [4], 17));
        await Store.InsertAsync(JournalRow.Event("counter/front", 2), new JournalRow("other", 2, "", [4], 17));

        var all = await TestStore.ReadAllAsync(source, 1);

        Assert.Equal(Numbers(1, 2), all.Select(e => e.Seq));
        Assert.Equal(all[^1].Cursor, await source.FindEndAsync(None));
        Assert.Empty((await source.ReadAsync(all[^1].Cursor, 10, None)).Events);
    }

    [Fact]
    public async Task Read_EmptyJournal_IsEmptyAndEndsAtTheStart()
    {
        var source = (await Store.OpenAsync()).Events;

        var page = await source.ReadAsync(source.Start, 10, None);

        Assert.Empty(page.Events);
        Assert.Equal(source.Start, page.Next);
        Assert.Equal(source.Start, await source.FindEndAsync(None));
        Assert.Equal(Store.Facts.History, source.History);
    }

    [Fact]
    public async Task Read_HolesInTheOrder_DoNotStall()
    {
        var source = (await Store.OpenAsync()).Events;
        for (var i = 1; i <= 50; i++)
        {
            await Store.InsertAsync(JournalRow.Event("counter/front", i));
            await Store.MakeHoleAsync();
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var all = await TestStore.ReadAllAsync(source, 7);

        Assert.Equal(Numbers(1, 50), all.Select(e => e.Seq));
        Assert.True(all[^1].Cursor.Position - all[0].Cursor.Position > 49, "The test made no holes.");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"Reading 50 events took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Read_WhileEightWriteAndOneHoldsOn_SkipsNothingAndTheOrderIsStable()
    {
        const int Writers = 8;
        const int Transactions = 40;
        var source = (await Store.OpenAsync()).Events;
        var seed = Random.Shared.Next();
        var slow = Task.Run(() => Store.InsertSlowlyAsync(
            JournalRow.Event("counter/slow", 1), JournalRow.Event("counter/slow", 2), TimeSpan.FromSeconds(3)));
        var writers = Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(w, new Random(seed + w))));
        var writing = Task.WhenAll([slow, .. writers]);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var seen = new List<StoredEvent>();
        var last = new Dictionary<EntityId, long>();
        var total = -1L;
        for (var cursor = source.Start; seen.Count != total;)
        {
            if (total < 0 && writing.IsCompleted)
            {
                await writing;
                total = (long)(await Store.ExecuteAsync("SELECT count(*) FROM entity_journal"))!;
                if (seen.Count == total) break;
            }

            if (total >= 0) await source.WaitAsync(cursor, limit.Token);
            var page = await source.ReadAsync(cursor, 50, limit.Token);
            foreach (var e in page.Events)
            {
                // The numbers of an entity follow each other: an event that was skipped would leave a gap here.
                var former = last.GetValueOrDefault(e.Entity);
                Assert.True(former + 1 == e.Seq, $"{e.Entity}: {e.Seq} after {former}; seed {seed}");
                last[e.Entity] = e.Seq;
            }

            seen.AddRange(page.Events);
            cursor = page.Next;
        }

        Assert.Equal(Writers + 1, last.Count);
        Assert.Equal(seen.Select(e => e.Cursor), (await TestStore.ReadAllAsync(source, 333)).Select(e => e.Cursor));

        async Task WriteAsync(int writer, Random random)
        {
            var seq = 0L;
            for (var i = 0; i < Transactions; i++)
            {
                var rows = Enumerable.Range(0, random.Next(1, 6)).Select(_ => JournalRow.Event($"counter/w{writer}", ++seq)).ToArray();
                if (random.Next(10) == 0) await Store.MakeHoleAsync();
                await Store.InsertAsync(rows);
            }
        }
    }

    [Fact]
    public async Task Wait_AtTheEnd_CompletesWithTheNextCommit()
    {
        var source = (await Store.OpenAsync()).Events;
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        var end = await source.FindEndAsync(None);
        await source.WaitAsync(source.Start, None);

        var waiting = Enumerable.Range(0, 20).Select(_ => source.WaitAsync(end, None).AsTask()).ToArray();
        await Task.Delay(300);
        Assert.DoesNotContain(waiting, wait => wait.IsCompleted);
        await Store.InsertAsync(JournalRow.Event("counter/front", 2));

        await Task.WhenAll(waiting).WaitAsync(Wait.Limit);
        await source.WaitAsync(end, None).AsTask().WaitAsync(Wait.Limit); // also who comes after the others
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        var source = (await Store.OpenAsync()).Events;
        using var cancel = new CancellationTokenSource();
        var waiting = source.WaitAsync(source.Start, cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Read_CursorOfAnotherHistory_IsRefused()
    {
        var source = (await Store.OpenAsync()).Events;
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        var end = await source.FindEndAsync(None);
        var foreign = end with { History = Guid.NewGuid() };
        var ahead = end with { Position = end.Position + 1 };

        var refused = await Assert.ThrowsAsync<EventCursorException>(async () => await source.ReadAsync(foreign, 10, None));
        Assert.Equal(foreign, refused.Cursor);
        await Assert.ThrowsAsync<EventCursorException>(async () => await source.WaitAsync(foreign, None));
        await Assert.ThrowsAsync<EventCursorException>(async () => await source.ReadAsync(ahead, 10, None));
    }

    [Fact]
    public async Task ReadEntity_BothWays_PagesMeet()
    {
        var source = (await Store.OpenAsync()).Events;
        for (var i = 1; i <= 10; i++) await Store.InsertAsync(JournalRow.Event("counter/front", i), JournalRow.Event("counter/fronts", i));

        async Task<string> PageAsync(long? from, bool newestFirst) =>
            string.Join(' ', (await source.ReadEntityAsync(Front, from, 4, newestFirst, None)).Select(e => e.Seq));

        Assert.Equal("1 2 3 4", await PageAsync(null, false));
        Assert.Equal("9 10", await PageAsync(8, false));
        Assert.Equal("", await PageAsync(10, false));
        Assert.Equal("", await PageAsync(99, false));
        Assert.Equal("10 9 8 7", await PageAsync(null, true));
        Assert.Equal("2 1", await PageAsync(3, true));
        Assert.Equal("", await PageAsync(1, true));
        Assert.Equal("10 9 8 7", await PageAsync(99, true));
        Assert.Empty(await source.ReadEntityAsync(new EntityId("counter", "nobody"), null, 4, true, None));
    }

    [Fact]
    public async Task ReadLatest_GivesTheNewestOfAllEntities()
    {
        var source = (await Store.OpenAsync()).Events;
        Assert.Empty(await source.ReadLatestAsync(3, None));
        for (var i = 1; i <= 3; i++)
        {
            await Store.InsertAsync(JournalRow.Event("counter/front", i));
            await Store.InsertAsync(JournalRow.Event("counter/back", i));
        }

        var latest = await source.ReadLatestAsync(3, None);

        Assert.Equal(["counter/back 3", "counter/front 3", "counter/back 2"], latest.Select(e => $"{e.Entity} {e.Seq}"));
    }

    [Fact]
    public async Task ReadEntity_Cursors_AreThoseOfTheOneOrder()
    {
        var source = (await Store.OpenAsync()).Events;
        for (var i = 1; i <= 5; i++) await Store.InsertAsync(JournalRow.Event("counter/front", i));

        var all = await TestStore.ReadAllAsync(source);

        Assert.Equal(all.Select(e => e.Cursor), (await source.ReadEntityAsync(Front, null, 10, false, None)).Select(e => e.Cursor));
    }

    [Fact]
    public async Task Journal_SameNumberTwice_IsRefusedByTheKey()
    {
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => Store.InsertAsync(JournalRow.Event("counter/front", 1, activation: 2)));

        Assert.True(Store.IsDuplicate(refused), refused.ToString());
    }

    private static IEnumerable<long> Numbers(int start, int count) => Enumerable.Range(start, count).Select(i => (long)i);
}
