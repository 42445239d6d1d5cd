using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Projections;

/// <summary>Keeps a projection up with the journal: folds what is new, batch by batch, and waits for more.</summary>
public sealed class ProjectionRunner(
    IProjection projection,
    IEventSource events,
    WireCodec codec,
    IProjectionStore store,
    TimeProvider time,
    ILogger<ProjectionRunner> logger)
{
    private const int BatchSize = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private TaskCompletionSource advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventCursor? reached;

    /// <summary>The last event that readers of the documents see; null before the first batch of this run.</summary>
    public EventCursor? Reached
    {
        get
        {
            lock (gate) return reached;
        }
    }

    /// <summary>Runs until cancelled. A store that cannot be used is waited for.</summary>
    /// <exception cref="UnknownWireNameException">The journal holds an event that this build does not know.</exception>
    /// <exception cref="StoreDamagedException">The journal, or the documents, are damaged.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var waiting = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(waiting, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreUnavailableException failure)
            {
                if (!waiting) ProjectionLog.Waits(logger, projection.Name, failure.Message);
                waiting = true;
                await Task.Delay(RetryAfter, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Completes when readers of the documents see every event up to a place in the journal.</summary>
    public async ValueTask WaitForAsync(EventCursor place, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (reached is { } cursor && (cursor.Transaction, cursor.Position).CompareTo((place.Transaction, place.Position)) >= 0) return;
                next = advanced.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Completes when readers of the documents see every event that is in the journal now.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken) =>
        await WaitForAsync(await events.FindEndAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task FollowAsync(bool waited, CancellationToken cancellationToken)
    {
        var (cursor, anew) = await FindPlaceAsync(cancellationToken).ConfigureAwait(false);
        if (waited) ProjectionLog.GoesOn(logger, projection.Name);
        while (true)
        {
            EventPage page;
            try
            {
                page = await events.ReadAsync(cursor, BatchSize, cancellationToken).ConfigureAwait(false);
            }
            catch (EventCursorException foreign)
            {
                ProjectionLog.Anew(logger, projection.Name, foreign.Message);
                (cursor, anew) = (events.Start, true);
                continue;
            }

            if (page.Events.Count > 0 || anew)
            {
                var documents = Fold(page, anew);
                await store.CommitAsync(projection.Name, new ProjectionState(projection.Version, page.Next), anew, documents.Changes(), cancellationToken).ConfigureAwait(false);
                (cursor, anew) = (page.Next, false);
            }

            Advance(cursor);
            if (page.Events.Count < BatchSize) await events.WaitAsync(cursor, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(EventCursor Cursor, bool Anew)> FindPlaceAsync(CancellationToken cancellationToken)
    {
        var state = await store.FindStateAsync(projection.Name, cancellationToken).ConfigureAwait(false);
        if (state is null) return (events.Start, true);
        if (state.Version == projection.Version) return (state.Cursor, false);
        ProjectionLog.AnewForVersion(logger, projection.Name, projection.Version, state.Version);
        return (events.Start, true);
    }

    private ProjectionBatch Fold(EventPage page, bool anew)
    {
        var documents = new ProjectionBatch(key => anew ? null : store.Find(projection.Name, key));
        foreach (var source in page.Events)
        {
            if (projection.Reads(source.Message.Name)) projection.Apply(source, codec.Decode(source.Message), documents);
        }

        return documents;
    }

    private void Advance(EventCursor cursor)
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
