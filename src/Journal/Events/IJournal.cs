using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;

namespace Fresnel.Journal.Events;

/// <summary>
/// The record of everything that happened: streams of events, replies, snapshots, the owners of shards, and one order
/// over all events for projections. One schema; SQLite for one machine and PostgreSQL for many implement it alike.
/// </summary>
/// <remarks>
/// Every member throws <see cref="StoreUnavailableException"/> where the store cannot be reached or cannot write
/// (nothing is acknowledged then, and it works again when the cause is gone), and <see cref="StoreDamagedException"/>
/// where what was read is not what was written; where that is an event, a <see cref="JournalCorruptException"/> names it. Members may be called from any thread.
/// </remarks>
public interface IJournal : IEntityStore, IShardStore, ILeaseStore, IAsyncDisposable
{
    /// <summary>The number of shards, fixed when the journal was created.</summary>
    int ShardCount { get; }

    /// <summary>Names the history that cursors point into; a restore from a backup changes it.</summary>
    Guid DataEpoch { get; }

    /// <summary>The cursor before the first event.</summary>
    EventCursor Start { get; }

    /// <summary>An entity's head, or null where it has never written.</summary>
    ValueTask<StreamHead?> FindHeadAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>The heads of a kind, by id.</summary>
    /// <param name="kind">The kind: <c>camera</c>.</param>
    /// <param name="afterId">The id the page starts after; null for the first page.</param>
    /// <param name="limit">The most heads to return, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StreamHead>> ListHeadsAsync(string kind, string? afterId, int limit, CancellationToken cancellationToken);

    /// <summary>A page of one stream, for readers other than its owner.</summary>
    /// <param name="stream">The entity.</param>
    /// <param name="from">Oldest first: the page starts after this sequence number. Newest first: before it (null for the newest).</param>
    /// <param name="limit">The most events to return, 1 to 10,000.</param>
    /// <param name="order">Which way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredEvent>> ReadStreamPageAsync(StreamKey stream, long? from, int limit, ReadOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// The next events of all streams, in the one order of the journal. Never skips: an event that becomes visible later
    /// never comes before one already read.
    /// </summary>
    /// <param name="after">Where the last page ended, or <see cref="Start"/>.</param>
    /// <param name="limit">The most events to return, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EventCursorException">The cursor is of another history: what was built from it must be built anew.</exception>
    ValueTask<JournalPage> ReadAllAsync(EventCursor after, int limit, CancellationToken cancellationToken);

    /// <summary>The cursor after the last event that <see cref="ReadAllAsync"/> would return now.</summary>
    ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Completes when there may be events after the cursor: at once where there are, otherwise with the commit that
    /// brings them. May complete without need; costs nothing while waiting.
    /// </summary>
    ValueTask WaitForEventsAsync(EventCursor after, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the replies given before a moment, oldest first, in steps that do not keep the writer. A command whose
    /// reply is forgotten is a new command when it is sent again.
    /// </summary>
    /// <param name="horizon">The moment.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>How many.</returns>
    ValueTask<long> DeleteRepliesBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken);
}
