using Fresnel.Entities.Persistence;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Reading;

/// <summary>
/// Keeps the catalogue up with the journal. One process of a cluster has to run it; several may: a page is applied only where
/// the catalogue's cursor is still the one it follows.
/// </summary>
/// <param name="store">The catalogue.</param>
/// <param name="source">The journal.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Says what it waits for, and when it begins again.</param>
public sealed class CatalogueProjection(ICatalogueStore store, IEventSource source, TimeProvider time, ILogger<CatalogueProjection> logger)
    : BackgroundService
{
    private const int PageSize = 1000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private TaskCompletionSource advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventCursor? reached;

    /// <summary>The cursor after the last event that the catalogue was seen to contain; null before the first look.</summary>
    public EventCursor? Reached
    {
        get
        {
            lock (gate) return reached;
        }
    }

    /// <summary>Completes when the catalogue contains every event that is in the journal now. The projection must be running.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        var end = await source.FindEndAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (reached is { } cursor && EventOrder.IsAfter(cursor, end, orSame: true)) return;
                next = advanced.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var waiting = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(waiting, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception away) when (away is EventSourceUnavailableException or EntityStoreException)
            {
                // Also tables that are gone: they are made again.
                if (!waiting) ReadingLog.CatalogueWaits(logger, away.Message);
                waiting = true;
                await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(bool waited, CancellationToken cancellationToken)
    {
        await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var cursor = await store.FindCursorAsync(cancellationToken).ConfigureAwait(false);
        if (waited) ReadingLog.CatalogueContinues(logger);
        while (true)
        {
            EventPage page;
            var skipped = false;
            try
            {
                page = await source.ReadAsync(cursor ?? source.Start, PageSize, cancellationToken).ConfigureAwait(false);
            }
            catch (EventCursorException foreign)
            {
                ReadingLog.CatalogueRebuilt(logger, foreign.Message);
                await store.ClearAsync(cancellationToken).ConfigureAwait(false);
                cursor = null;
                Advance(null);
                continue;
            }
            catch (EventUnreadableException damaged)
            {
                // One damaged event must not keep all others from being seen.
                ReadingLog.CatalogueSkips(logger, damaged.Message);
                (page, skipped) = (new EventPage([], damaged.Cursor), true);
            }

            if (page.Events.Count == 0 && !skipped)
            {
                Advance(page.Next);
                await source.WaitAsync(page.Next, cancellationToken).ConfigureAwait(false);
                continue;
            }

            cursor = await store.ApplyAsync(cursor, page.Next, CatalogueChanges.Of(page.Events), cancellationToken).ConfigureAwait(false)
                ? page.Next
                : await store.FindCursorAsync(cancellationToken).ConfigureAwait(false); // another process was first
            Advance(cursor ?? source.Start);
        }
    }

    private void Advance(EventCursor? cursor)
    {
        TaskCompletionSource former;
        lock (gate)
        {
            reached = cursor;
            former = advanced;
            advanced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        former.SetResult();
    }
}
