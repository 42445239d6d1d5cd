using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;

namespace Fresnel.Journal.Tests.Events;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task ReadStream_LongerThanAPage_IsCompleteAndInOrder()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0, events: 1500));

        Assert.Equal(Enumerable.Range(1, 1500).Select(i => (long)i), (await ReadAsync(Front)).Select(e => e.Seq));
        Assert.Equal(Enumerable.Range(1490, 11).Select(i => (long)i), (await ReadAsync(Front, 1489)).Select(e => e.Seq));
        Assert.Empty(await ReadAsync(Front, 1500));
        Assert.Empty(await ReadAsync(Back));
    }

    [Fact]
    public async Task ReadStreamPage_BothWays_PagesMeet()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0, events: 10));

        async Task<string> PageAsync(long? from, ReadOrder order) =>
            string.Join(' ', (await Journal.ReadStreamPageAsync(Front, from, 4, order, None)).Select(e => e.Seq));

        Assert.Equal("1 2 3 4", await PageAsync(null, ReadOrder.OldestFirst));
        Assert.Equal("9 10", await PageAsync(8, ReadOrder.OldestFirst));
        Assert.Equal("", await PageAsync(10, ReadOrder.OldestFirst));
        Assert.Equal("", await PageAsync(99, ReadOrder.OldestFirst));
        Assert.Equal("10 9 8 7", await PageAsync(null, ReadOrder.NewestFirst));
        Assert.Equal("2 1", await PageAsync(3, ReadOrder.NewestFirst));
        Assert.Equal("", await PageAsync(1, ReadOrder.NewestFirst));
        Assert.Equal("10 9 8 7", await PageAsync(99, ReadOrder.NewestFirst));
        Assert.Empty(await Journal.ReadStreamPageAsync(Back, null, 4, ReadOrder.NewestFirst, None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task ReadAll_LimitOutOfRange_IsAnError(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Journal.ReadAllAsync(Journal.Start, limit, None));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task ReadAll_InPages_IsEveryEventOnceAndStreamsInOrder(int pageSize)
    {
        for (var i = 0; i < 20; i++) await AppendAsync(Appends.To(i % 2 == 0 ? Front : Back, Epoch, i / 2));

        var all = await ReadAllAsync(pageSize);

        Assert.Equal(20, all.Count);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), all.Where(e => e.Event.Stream == Front).Select(e => e.Event.Seq));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), all.Where(e => e.Event.Stream == Back).Select(e => e.Event.Seq));
        Assert.Equal(all[^1].Cursor, await Journal.FindEndAsync(None));
    }

    [Fact]
    public async Task ReadAll_WhileManyAppend_NeverSkips()
    {
        const int Writers = 8;
        const int Each = 100;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            var stream = new StreamKey("camera", $"c{w}");
            for (var i = 0; i < Each; i++) Assert.IsType<AppendOutcome.Accepted>(await AppendAsync(Appends.To(stream, Epoch, i)));
        })));

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var seen = new Dictionary<StreamKey, long>();
        var cursor = Journal.Start;
        for (var total = 0; total < Writers * Each;)
        {
            await Journal.WaitForEventsAsync(cursor, limit.Token);
            var page = await Journal.ReadAllAsync(cursor, 50, limit.Token);
            foreach (var e in page.Events)
            {
                // A stream's numbers follow each other: an event passed over would leave a gap here.
                Assert.Equal(seen.GetValueOrDefault(e.Event.Stream) + 1, e.Event.Seq);
                seen[e.Event.Stream] = e.Event.Seq;
                total++;
            }

            cursor = page.Next;
        }

        await writing;
        Assert.Empty((await Journal.ReadAllAsync(cursor, 50, None)).Events);
    }

    [Fact]
    public async Task WaitForEvents_AtTheEnd_CompletesWithTheNextCommit()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0));
        var end = await Journal.FindEndAsync(None);
        await Journal.WaitForEventsAsync(Journal.Start, None);

        var waiting = Journal.WaitForEventsAsync(end, None).AsTask();
        Assert.False(waiting.IsCompleted);
        await AppendAsync(Appends.To(Front, Epoch, 1));

        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task WaitForEvents_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = Journal.WaitForEventsAsync(Journal.Start, cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task ReadAll_CursorOfAnotherHistory_IsRefused()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0));
        var foreign = Journal.Start with { History = Guid.NewGuid() };
        var ahead = (await Journal.FindEndAsync(None)) with { Position = 99 };

        await Assert.ThrowsAsync<EventCursorException>(async () => await Journal.ReadAllAsync(foreign, 10, None));
        await Assert.ThrowsAsync<EventCursorException>(async () => await Journal.ReadAllAsync(ahead, 10, None));
    }

    [Fact]
    public async Task Cursor_WrittenAndRead_IsTheSame()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0));
        var end = await Journal.FindEndAsync(None);

        Assert.True(EventCursor.TryParse(end.ToString(), out var parsed));
        Assert.Equal(end, parsed);
        Assert.False(EventCursor.TryParse("nonsense", out _));
    }
}
