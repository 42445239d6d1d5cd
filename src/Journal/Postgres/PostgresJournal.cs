using System.Runtime.CompilerServices;
using Fresnel.Journal.Events;
using Fresnel.Journal.Postgres.Appends;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;

namespace Fresnel.Journal.Postgres;

/// <summary>
/// The journal in a PostgreSQL database that all nodes of a cluster share. Concurrent appends of a node are written as
/// groups, by two lanes: while one waits for the server's disk, the other writes.
/// </summary>
public sealed class PostgresJournal : IJournal
{
    private const int PageSize = 512;
    private const int Lanes = 2;

    private readonly ClusterDatabase database;
    private readonly PendingAppends pendings = new();
    private readonly AppendLane[] lanes;
    private readonly PostgresShards shards;
    private readonly PostgresStreams streams;
    private readonly PostgresLeases leases;
    private readonly PostgresOrder order;

    private PostgresJournal(ClusterDatabase database, PostgresFacts facts, TimeProvider time)
    {
        this.database = database;
        ShardCount = facts.Shards;
        shards = new PostgresShards(database, time);
        streams = new PostgresStreams(database);
        leases = new PostgresLeases(database);
        order = new PostgresOrder(database, facts.DataEpoch, time);
        lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new AppendLane(new AppendWriter(database), PublishGroup))];
    }

    /// <inheritdoc />
    public int ShardCount { get; }

    /// <inheritdoc />
    public Guid DataEpoch => order.History;

    /// <inheritdoc />
    public EventCursor Start => new(order.History, 0, 0);

    /// <summary>Told after each commit how many appends it took, by either lane. For measurements.</summary>
    internal Action<int>? OnCommit { get; set; }

    /// <summary>Opens the journal, creating its tables where they are missing. Several nodes may do so at once.</summary>
    /// <param name="database">The database; not closed with the journal.</param>
    /// <param name="shardCount">
    /// The number of shards, 1 to 65,536, recorded at creation; null for the recorded one, or
    /// <see cref="Shards.DefaultCount"/> for a new journal.
    /// </param>
    /// <param name="time">The clock that waiting goes by.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreSchemaException">It is of a newer build, not a journal, or has another number of shards.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be reached, or not be written.</exception>
    public static async Task<PostgresJournal> OpenAsync(ClusterDatabase database, int? shardCount, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (shardCount is < 1 or > 65_536)
            throw new ArgumentOutOfRangeException(nameof(shardCount), shardCount, "The number of shards is 1 to 65,536.");
        var facts = await PostgresFacts.PrepareAsync(database, shardCount, Shards.DefaultCount, cancellationToken).ConfigureAwait(false);
        return new PostgresJournal(database, facts, time);
    }

    /// <inheritdoc />
    /// <remarks>Once it is queued an append is no longer cancelled: it might be written.</remarks>
    public ValueTask<AppendOutcome> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        JournalArguments.CheckShard(append.Shard, ShardCount);
        ArgumentOutOfRangeException.ThrowIfNegative(append.ExpectedSeq);
        if (append.AppendId == Guid.Empty) throw new ArgumentException($"The append to {append.Stream} has no id.", nameof(append));
        cancellationToken.ThrowIfCancellationRequested();
        var pending = pendings.Rent();
        var task = pending.Start(append);
        lanes[append.Shard % Lanes].Enqueue(pending);
        return task;
    }

    /// <inheritdoc />
    public ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commandId);
        return streams.FindReplyAsync(stream, commandId, cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        var head = (await FindHeadAsync(stream, cancellationToken).ConfigureAwait(false))?.Seq ?? 0;
        while (afterSeq < head)
        {
            var page = await streams.ReadForwardAsync(stream, afterSeq, head, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var stored in page) yield return stored;
            afterSeq += page.Count;
        }
    }

    /// <inheritdoc />
    public ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken) => streams.FindSnapshotAsync(stream, cancellationToken);

    /// <inheritdoc />
    public async ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        await streams.SaveSnapshotAsync(stream, snapshot, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken)
    {
        JournalArguments.CheckShard(shard, ShardCount);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return shards.ClaimAsync(shard, baton, owner, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ShardRecord>> ReadShardsAsync(CancellationToken cancellationToken) => this.shards.ListAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        foreach (var shard in shards) JournalArguments.CheckShard(shard, ShardCount);
        return this.shards.AdvanceBatonsAsync(shards, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<EntityRecord>> ReadEntitiesAsync(int shard, CancellationToken cancellationToken)
    {
        JournalArguments.CheckShard(shard, ShardCount);
        return shards.ListEntitiesAsync(shard, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<StreamHead?> FindHeadAsync(StreamKey stream, CancellationToken cancellationToken) => streams.FindHeadAsync(stream, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StreamHead>> ListHeadsAsync(string kind, string? afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        JournalArguments.CheckLimit(limit);
        return streams.ListHeadsAsync(kind, afterId ?? "", limit, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<StoredEvent>> ReadStreamPageAsync(StreamKey stream, long? from, int limit, ReadOrder order, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLimit(limit);
        if (from < 0) throw new ArgumentOutOfRangeException(nameof(from), from, "Sequence numbers start at 1.");
        var head = (await FindHeadAsync(stream, cancellationToken).ConfigureAwait(false))?.Seq ?? 0;
        if (order == ReadOrder.NewestFirst) return await streams.ReadBackwardAsync(stream, Math.Min(from ?? long.MaxValue, head + 1), limit, cancellationToken).ConfigureAwait(false);
        return (from ?? 0) < head ? await streams.ReadForwardAsync(stream, from ?? 0, head, limit, cancellationToken).ConfigureAwait(false) : [];
    }

    /// <inheritdoc />
    public ValueTask<JournalPage> ReadAllAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLimit(limit);
        return order.ReadAsync(after, limit, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken) => order.FindEndAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask WaitForEventsAsync(EventCursor after, CancellationToken cancellationToken) => order.WaitAsync(after, cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> DeleteRepliesBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken) => streams.DeleteRepliesAsync(horizon, cancellationToken);

    /// <inheritdoc />
    public ValueTask<LeaseRecord> TakeLeaseAsync(string name, string holder, TimeSpan length, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLease(name, holder, length);
        return leases.TakeAsync(name, holder, length, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken) => await leases.ReleaseAsync(name, holder, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken) => leases.FindAsync(name, cancellationToken);

    /// <summary>Declares the journal to be another history than before, as after a restore from a backup: every earlier cursor is void.</summary>
    public async ValueTask ChangeDataEpochAsync(CancellationToken cancellationToken) =>
        order.Change(await PostgresFacts.ChangeDataEpochAsync(database, cancellationToken).ConfigureAwait(false));

    /// <summary>Writes what is queued. The database stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes) await lane.DisposeAsync().ConfigureAwait(false);
        order.Dispose();
    }

    private void PublishGroup(int appends)
    {
        OnCommit?.Invoke(appends);
        order.Tell();
    }
}
