using Fresnel.Entities.Reading;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;

namespace Fresnel.Reading.Tests.Events;

/// <summary>Following a journal that is away for a while.</summary>
public sealed class EventFollowerTests
{
    [Fact]
    public async Task Follow_JournalAway_WaitsAndLogsOnce()
    {
        var source = new FailingSource(fails: 2);
        var log = new LogLines();
        var follower = new EventFollower(source, TimeProvider.System, log.CreateLogger<EventFollower>());
        using var limit = new CancellationTokenSource(Wait.Limit);

        await foreach (var e in follower.FollowAsync(source.Start, cancellationToken: limit.Token))
        {
            Assert.Equal(1, e.Seq);
            break;
        }

        Assert.Equal(3, source.Reads);
        Assert.Equal((LogLevel.Warning, "The event stream waits for the journal and will try again: away"), Assert.Single(log.Lines));
    }

    [Fact]
    public async Task FollowPages_JournalAway_HeartbeatsContinue()
    {
        var source = new FailingSource(fails: int.MaxValue);
        var follower = new EventFollower(source, TimeProvider.System, new LogLines().CreateLogger<EventFollower>());
        using var limit = new CancellationTokenSource(Wait.Limit);

        var empty = 0;
        await foreach (var page in follower.FollowPagesAsync(source.Start, TimeSpan.FromMilliseconds(50), limit.Token))
        {
            if (page.Events.Count > 0) break;
            if (++empty == 3) source.Fails = 0; // the journal is back
        }

        Assert.Equal(3, empty);
    }

    private sealed class FailingSource(int fails) : IEventSource
    {
        public int Fails { get; set; } = fails;

        public int Reads { get; private set; }

        public Guid History { get; } = Guid.NewGuid();

        public EventCursor Start => new(History, 0, 0);

        public ValueTask<EventPage> ReadAsync(EventCursor after, int limit, CancellationToken cancellationToken)
        {
            if (++Reads <= Fails) throw new EventSourceUnavailableException("away");
            var next = Start with { Position = 1 };
            var message = new WireData("counter.added", 1, "{}"u8.ToArray());
            return new ValueTask<EventPage>(
                new EventPage([new StoredEvent(next, new EntityId("counter", "a"), 1, 1, JournalRow.At, message, null)], next));
        }

        public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredEvent>> ReadLatestAsync(int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredEvent>> ReadEntityAsync(
            EntityId entity, long? from, int limit, bool newestFirst, CancellationToken cancellationToken) =>
                throw new NotSupportedException();
    }
}
