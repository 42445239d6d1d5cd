using System.Runtime.CompilerServices;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Reading;

/// <summary>Follows the journal from a cursor without end: first what is there, in pages, then each event when it comes.</summary>
/// <param name="source">The journal.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Says when the journal cannot be read.</param>
public sealed class EventFollower(IEventSource source, TimeProvider time, ILogger<EventFollower> logger)
{
    private const int PageSize = 500;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>The events after a cursor, until cancelled. Waits while the journal cannot be read.</summary>
    /// <param name="after">Where to start.</param>
    /// <param name="wanted">Which events; null for all.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="EventCursorException">The cursor is of another history.</exception>
    /// <exception cref="EventUnreadableException">The next event cannot be read.</exception>
    public async IAsyncEnumerable<StoredEvent> FollowAsync(
        EventCursor after, Predicate<StoredEvent>? wanted = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in FollowPagesAsync(after, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))
        {
            foreach (var found in page.Events)
            {
                if (wanted is null || wanted(found)) yield return found;
            }
        }
    }

    /// <summary>
    /// The events after a cursor in pages, until cancelled, and an empty page whenever none came for a while: the time for a
    /// heartbeat. Waits while the journal cannot be read.
    /// </summary>
    /// <param name="after">Where to start.</param>
    /// <param name="idle">After how long an empty page comes; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="EventCursorException">The cursor is of another history.</exception>
    /// <exception cref="EventUnreadableException">The next event cannot be read.</exception>
    public async IAsyncEnumerable<EventPage> FollowPagesAsync(
        EventCursor after, TimeSpan idle, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = time.GetTimestamp();
        var retry = FirstRetry;
        while (true)
        {
            EventPage page;
            try
            {
                page = await source.ReadAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
                if (page.Events.Count == 0 && await WaitAsync(after, last, idle, cancellationToken).ConfigureAwait(false)) continue;
                retry = FirstRetry;
            }
            catch (EventSourceUnavailableException away)
            {
                if (retry == FirstRetry) ReadingLog.StreamWaits(logger, away.Message);
                var left = idle == Timeout.InfiniteTimeSpan ? retry : idle - time.GetElapsedTime(last);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left < retry ? left : retry, time, cancellationToken).ConfigureAwait(false);
                    retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
                    continue;
                }

                page = new EventPage([], after);
            }

            after = page.Next;
            last = time.GetTimestamp();
            yield return page;
        }
    }

    // False where nothing came in time.
    private async Task<bool> WaitAsync(EventCursor after, long last, TimeSpan idle, CancellationToken cancellationToken)
    {
        if (idle == Timeout.InfiniteTimeSpan)
        {
            await source.WaitAsync(after, cancellationToken).ConfigureAwait(false);
            return true;
        }

        var left = idle - time.GetElapsedTime(last);
        if (left <= TimeSpan.Zero) return false;
        using var limit = new CancellationTokenSource(left, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await source.WaitAsync(after, both.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
