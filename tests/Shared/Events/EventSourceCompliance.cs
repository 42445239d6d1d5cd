using System.Text;
using Fresnel.Messages;
using Fresnel.Storage.Events;

namespace Fresnel.Tests.Events;

/// <summary>What every source of events does. A journal's tests inherit this and open it.</summary>
public abstract class EventSourceCompliance : IAsyncLifetime
{
    private static readonly EntityId Front = new("camera", "front-door");
    private static readonly EntityId Back = new("camera", "back-door");
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
    private IWritableEvents journal = null!;

    private IEventSource Source => journal.Source;

    public async Task InitializeAsync() => journal = await OpenAsync();

    public async Task DisposeAsync()
    {
        await journal.DisposeAsync();
        limit.Dispose();
    }

    /// <summary>Opens an empty journal; what it needs goes with it.</summary>
    protected abstract Task<IWritableEvents> OpenAsync();

    [Fact]
    public async Task Read_AnEvent_TellsAllOfIt()
    {
        await journal.AppendAsync(Front, Noon, null, Counted.Event(1));
        await journal.AppendAsync(Front, Noon.AddSeconds(1), "command-2", Counted.Event(2), Counted.Event(3));

        var page = await Source.ReadAsync(Source.Start, 10, limit.Token);

        Assert.Equal([(1, null, Noon), (2, "command-2", Noon.AddSeconds(1)), (3, "command-2", Noon.AddSeconds(1))], page.Events.Select(e => (e.Seq, e.Cause, e.At)));
        Assert.All(page.Events, e => Assert.Equal((Front, "test.counted", 1), (e.Entity, e.Message.Name, e.Message.Version)));
        Assert.Equal("""{"number":2}""", Encoding.UTF8.GetString(page.Events[1].Message.Json.Span));
        Assert.All(page.Events, e => Assert.True(e.Activation > 0));
    }

    [Fact]
    public async Task Read_InPages_IsEveryEventOnceInOneOrder()
    {
        for (var number = 1; number <= 10; number++)
        {
            await journal.AppendAsync(number % 2 == 0 ? Front : Back, Noon, null, Counted.Event(number));
            if (number % 4 == 0) await journal.LeaveGapAsync();
        }

        var read = new List<StoredEvent>();
        var cursor = Source.Start;
        while (await Source.ReadAsync(cursor, 3, limit.Token) is { Events.Count: > 0 } page)
        {
            Assert.Equal(page.Events[^1].Cursor, page.Next);
            read.AddRange(page.Events);
            cursor = page.Next;
        }

        Assert.Equal(10, read.Count);
        Assert.Equal([1, 2, 3, 4, 5], read.Where(e => e.Entity == Front).Select(e => e.Seq));
        Assert.Equal([1, 2, 3, 4, 5], read.Where(e => e.Entity == Back).Select(e => e.Seq));
        Assert.Equal(cursor, await Source.FindEndAsync(limit.Token));
        var third = await Source.ReadAsync(read[2].Cursor, 1, limit.Token);
        Assert.Equal(read[3].Cursor, Assert.Single(third.Events).Cursor);
    }

    [Fact]
    public async Task Cursor_AsText_ComesBack()
    {
        await journal.AppendAsync(Front, Noon, null, Counted.Event(1));
        var end = await Source.FindEndAsync(limit.Token);

        Assert.True(EventCursor.TryParse(end.ToString(), out var parsed));
        Assert.Equal(end, parsed);
        Assert.Equal(Source.History, end.History);
    }

    [Fact]
    public async Task Read_AfterARestore_RefusesTheCursorsOfBefore()
    {
        await journal.AppendAsync(Front, Noon, null, Counted.Event(1));
        var before = await Source.FindEndAsync(limit.Token);
        await journal.RestoreAsync();

        var refused = await Assert.ThrowsAsync<EventCursorException>(async () => await Source.ReadAsync(before, 10, limit.Token));

        Assert.Equal(before, refused.Cursor);
        Assert.NotEqual(before.History, Source.History);
        Assert.Single((await Source.ReadAsync(Source.Start, 10, limit.Token)).Events);
    }

    [Fact]
    public async Task Wait_ForTheNextEvent_EndsWithIt()
    {
        await journal.AppendAsync(Front, Noon, null, Counted.Event(1));
        await Source.WaitAsync(Source.Start, limit.Token); // there is one already
        var end = await Source.FindEndAsync(limit.Token);
        var waiting = Source.WaitAsync(end, limit.Token).AsTask();
        await journal.AppendAsync(Front, Noon, null, Counted.Event(2));

        await waiting.WaitAsync(limit.Token);

        Assert.Equal(2, Assert.Single((await Source.ReadAsync(end, 10, limit.Token)).Events).Seq);
    }

    [Fact]
    public async Task Wait_WhereNothingComes_EndsWhenItIsCancelled()
    {
        await journal.AppendAsync(Front, Noon, null, Counted.Event(1));
        var end = await Source.FindEndAsync(limit.Token);
        using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            // It may complete without need.
            while (true) await Source.WaitAsync(end, enough.Token);
        });
    }

    [Fact]
    public async Task ReadEntity_BothWays_GivesPagesOfThatEntityAlone()
    {
        for (var number = 1; number <= 5; number++)
        {
            await journal.AppendAsync(Front, Noon, null, Counted.Event(number));
            await journal.AppendAsync(Back, Noon, null, Counted.Event(number));
        }

        Assert.Equal("1, 2", await SeqsAsync(Front, null, 2, newestFirst: false));
        Assert.Equal("3, 4, 5", await SeqsAsync(Front, 2, 10, newestFirst: false));
        Assert.Equal("5, 4", await SeqsAsync(Front, null, 2, newestFirst: true));
        Assert.Equal("3, 2, 1", await SeqsAsync(Front, 4, 10, newestFirst: true));
        Assert.Equal("", await SeqsAsync(new EntityId("camera", "never"), null, 10, newestFirst: true));
    }

    [Fact]
    public async Task ReadLatest_GivesTheNewestOfAllNewestFirst()
    {
        for (var number = 1; number <= 5; number++)
            await journal.AppendAsync(number % 2 == 0 ? Front : Back, Noon.AddSeconds(number), null, Counted.Event(number));

        var newest = await Source.ReadLatestAsync(3, limit.Token);

        Assert.Equal([(Back, 3), (Front, 2), (Back, 2)], newest.Select(e => (e.Entity, e.Seq)));
    }

    private async Task<string> SeqsAsync(EntityId entity, long? from, int most, bool newestFirst)
    {
        var page = await Source.ReadEntityAsync(entity, from, most, newestFirst, limit.Token);
        Assert.All(page, e => Assert.Equal(entity, e.Entity));
        return string.Join(", ", page.Select(e => e.Seq));
    }
}
