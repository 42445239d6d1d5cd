using System.Diagnostics;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;
using Xunit.Abstractions;

namespace Fresnel.Reading.Tests.Events;

/// <summary>Following a journal, on each store.</summary>
public abstract class EventFollowerCompliance(ITestOutputHelper output) : StoreTests
{
    [Fact]
    public async Task Follow_HundredThousandEventsWithHoles_StartsWithinThreeSecondsAndMissesNothing()
    {
        const int Count = 100_000;
        await Store.InsertManyAsync(Count);
        var watch = Stopwatch.StartNew();
        var reading = await Store.OpenAsync();
        TimeSpan? first = null;
        TimeSpan? caughtUp = null;
        var written = TimeSpan.Zero;
        var writing = Task.CompletedTask;
        var last = new Dictionary<string, long>();
        using var limit = new CancellationTokenSource(Wait.Limit);

        var total = 0;
        await foreach (var e in reading.Follower.FollowAsync(reading.Events.Start, cancellationToken: limit.Token))
        {
            first ??= watch.Elapsed;
            Assert.Equal(last.GetValueOrDefault(e.Entity.Name) + 1, e.Seq);
            last[e.Entity.Name] = e.Seq;
            if (++total == Count)
            {
                caughtUp = watch.Elapsed;
                writing = Task.Run(WriteLateAsync);
            }

            if (total == Count + 1) break;
        }

        await writing;
        var live = watch.Elapsed - written;
        output.WriteLine(
            $"{GetType().Name}: first event after {first!.Value.TotalMilliseconds:0} ms, "
            + $"{Count} events after {caughtUp!.Value.TotalMilliseconds:0} ms, "
            + $"a new event {live.TotalMilliseconds:0} ms after its commit, behind a hole");
        Assert.True(first < TimeSpan.FromSeconds(3), $"The first event came after {first}.");
        Assert.True(live < TimeSpan.FromSeconds(3), $"The new event came after {live}.");

        async Task WriteLateAsync()
        {
            await Task.Delay(500); // the follower waits by then
            await Store.MakeHoleAsync();
            await Store.InsertAsync(JournalRow.Event("counter/late", 1));
            written = watch.Elapsed;
        }
    }

    [Fact]
    public async Task Follow_FromTheMiddle_GivesTheRestAndTheWantedOnly()
    {
        for (var i = 1; i <= 6; i++) await Store.InsertAsync(JournalRow.Event("counter/front", i), JournalRow.Event("counter/back", i));
        var reading = await Store.OpenAsync();
        var third = (await TestStore.ReadAllAsync(reading.Events)).Single(e => e.Entity.Name == "front" && e.Seq == 3).Cursor;
        using var limit = new CancellationTokenSource(Wait.Limit);

        var found = new List<long>();
        await foreach (var e in reading.Follower.FollowAsync(third, e => e.Entity.Name == "front", limit.Token))
        {
            found.Add(e.Seq);
            if (found.Count == 3) break;
        }

        Assert.Equal([4L, 5L, 6L], found);
    }

    [Fact]
    public async Task FollowPages_NothingComes_GivesEmptyPages()
    {
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        var reading = await Store.OpenAsync();
        using var limit = new CancellationTokenSource(Wait.Limit);

        var counts = new List<int>();
        var ends = new List<EventCursor>();
        await foreach (var page in reading.Follower.FollowPagesAsync(reading.Events.Start, TimeSpan.FromMilliseconds(200), limit.Token))
        {
            counts.Add(page.Events.Count);
            ends.Add(page.Next);
            if (counts.Count == 2) await Store.InsertAsync(JournalRow.Event("counter/front", 2));
            if (counts.Count > 2 && counts[^1] == 1) break;
        }

        Assert.Equal([1, 0], counts[..2]);
        Assert.All(counts[1..^1], count => Assert.Equal(0, count));
        Assert.Equal(ends[0], ends[1]);
        Assert.NotEqual(ends[1], ends[^1]);
    }

    [Fact]
    public async Task Follow_ForeignCursor_EndsAtOnce()
    {
        var reading = await Store.OpenAsync();

        await Assert.ThrowsAsync<EventCursorException>(async () =>
        {
            await foreach (var e in reading.Follower.FollowAsync(new EventCursor(Guid.NewGuid(), 1, 1))) Assert.Fail($"Got {e}.");
        });
    }
}
