using System.Runtime.CompilerServices;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Storage;
using Fresnel.Storage.Integrity;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>
/// The journal in one SQLite file: write-ahead log, every commit synced, one writer that commits concurrent appends as
/// one group. Reads are short and run on the caller's thread.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private const int PageSize = 512;

    // Bounds how long commands wait for the writer meanwhile: a few milliseconds.
    private const int DeletedAtOnce = 250;

    private readonly SqliteDatabase database;
    private readonly JournalWriter writer;
    private readonly LeaseStatements leases;
    private readonly GroupWriter group;
    private readonly AppendWorks works;
    private readonly SqliteReaders<JournalReader> readers;
    private readonly JournalOrder order;

    private SqliteJournal(SqliteDatabase database, ClusterFacts cluster)
    {
        this.database = database;
        ShardCount = cluster.Shards;
        writer = new JournalWriter(database, cluster.Shards);
        leases = new LeaseStatements(database);
        works = new AppendWorks(writer);
        readers = new SqliteReaders<JournalReader>(() => new JournalReader(database.Path));
        order = new JournalOrder(readers, cluster.DataEpoch);
        group = new GroupWriter(database, writer.BeginGroup, PublishGroup);
    }

    /// <inheritdoc />
    public int ShardCount { get; }

    /// <summary>Told after each commit how many works it took, on the writer's thread. For measurements.</summary>
    internal Action<int>? OnCommit { get; set; }

    /// <inheritdoc />
    public Guid DataEpoch => order.History;

    /// <inheritdoc />
    public EventCursor Start => order.Start;

    /// <summary>A journal's file as a watch of databases looks after it.</summary>
    public static WatchedFile Watched(string path) => new(path, JournalSchema.Schema.Remedy);

    /// <summary>Opens the journal, creating it where it is missing.</summary>
    /// <param name="path">The database file; its folder exists.</param>
    /// <param name="shardCount">
    /// The number of shards, 1 to 65,536, recorded at creation; null for the recorded one, or
    /// <see cref="Shards.DefaultCount"/> for a new journal.
    /// </param>
    /// <exception cref="StoreSchemaException">It is of a newer build, not a journal, or has another number of shards.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be opened or written.</exception>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    public static SqliteJournal Open(string path, int? shardCount = null)
    {
        if (shardCount is < 1 or > 65_536)
            throw new ArgumentOutOfRangeException(nameof(shardCount), shardCount, "The number of shards is 1 to 65,536.");
        var database = JournalSchema.Schema.Open(path, durable: true, seed => ClusterFacts.Seed(seed, shardCount ?? Shards.DefaultCount));
        try
        {
            return new SqliteJournal(database, ClusterFacts.Read(database, shardCount));
        }
        catch
        {
            database.Dispose();
            throw;
        }
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
        var work = works.Rent();
        var task = work.Start(append);
        group.Enqueue(work);
        return task;
    }

    /// <inheritdoc />
    public ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commandId);
        using var lease = Rent(cancellationToken);
        return new(lease.Reader.FindReply(stream, commandId));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        var page = new List<StoredEvent>(PageSize);
        var head = (await FindHeadAsync(stream, cancellationToken).ConfigureAwait(false))?.Seq ?? 0;
        while (afterSeq < head)
        {
            page.Clear();
            using (var lease = Rent(cancellationToken)) lease.Reader.ReadForward(stream, afterSeq, head, PageSize, page);
            foreach (var stored in page) yield return stored;
            afterSeq += page.Count;
        }
    }

    /// <inheritdoc />
    public ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        using var lease = Rent(cancellationToken);
        return new(lease.Reader.FindSnapshot(stream));
    }

    /// <inheritdoc />
    public async ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        cancellationToken.ThrowIfCancellationRequested();
        await group.RunAsync(() =>
        {
            writer.SaveSnapshot(stream, snapshot);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken)
    {
        JournalArguments.CheckShard(shard, ShardCount);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();
        return await group.RunAsync(() => writer.Claim(shard, baton, owner)).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ShardRecord>> ReadShardsAsync(CancellationToken cancellationToken)
    {
        using var lease = Rent(cancellationToken);
        return new(lease.Reader.ListShards());
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        foreach (var shard in shards) JournalArguments.CheckShard(shard, ShardCount);
        cancellationToken.ThrowIfCancellationRequested();
        return await group.RunAsync(() => shards.Select(writer.AdvanceBaton).ToArray()).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<EntityRecord>> ReadEntitiesAsync(int shard, CancellationToken cancellationToken)
    {
        JournalArguments.CheckShard(shard, ShardCount);
        using var lease = Rent(cancellationToken);
        return new(lease.Reader.ListShard(shard));
    }

    /// <inheritdoc />
    public ValueTask<StreamHead?> FindHeadAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        using var lease = Rent(cancellationToken);
        return new(lease.Reader.FindHead(stream));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StreamHead>> ListHeadsAsync(string kind, string? afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        JournalArguments.CheckLimit(limit);
        using var lease = Rent(cancellationToken);
        return new(lease.Reader.ListHeads(kind, afterId ?? "", limit));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredEvent>> ReadStreamPageAsync(StreamKey stream, long? from, int limit, ReadOrder order, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLimit(limit);
        if (from < 0) throw new ArgumentOutOfRangeException(nameof(from), from, "Sequence numbers start at 1.");
        using var lease = Rent(cancellationToken);
        var head = lease.Reader.FindHead(stream)?.Seq ?? 0;
        var page = new List<StoredEvent>();
        if (order == ReadOrder.OldestFirst)
        {
            if ((from ?? 0) < head) lease.Reader.ReadForward(stream, from ?? 0, head, limit, page);
        }
        else
        {
            lease.Reader.ReadBackward(stream, Math.Min(from ?? long.MaxValue, head + 1), limit, page);
        }

        return new(page);
    }

    /// <inheritdoc />
    public ValueTask<JournalPage> ReadAllAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        return new(order.Read(after, limit));
    }

    /// <inheritdoc />
    public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(order.FindEnd());
    }

    /// <inheritdoc />
    public ValueTask WaitForEventsAsync(EventCursor after, CancellationToken cancellationToken) => order.WaitAsync(after, cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> DeleteRepliesBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        var before = StoredTime.Ticks(horizon);
        return group.DeleteAsync(most => writer.DeleteReplies(before, most), DeletedAtOnce, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<LeaseRecord> TakeLeaseAsync(string name, string holder, TimeSpan length, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLease(name, holder, length);
        cancellationToken.ThrowIfCancellationRequested();
        return await group.RunAsync(() => leases.Take(name, holder, length)).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await group.RunAsync(() => leases.Release(name, holder)).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await group.RunAsync(() => leases.Find(name)).ConfigureAwait(false);
    }

    /// <summary>Declares the journal to be another history than before, as after a restore from a backup: every earlier cursor is void.</summary>
    public async ValueTask ChangeDataEpochAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var next = Guid.CreateVersion7();
        await group.RunAsync(() =>
        {
            writer.SetCluster(ClusterFacts.DataEpochKey, next.ToString());
            return true;
        }).ConfigureAwait(false);
        order.Change(next);
    }

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await group.DisposeAsync().ConfigureAwait(false);
        order.Close();
        readers.Dispose();
        database.Dispose();
    }

    private SqliteReaders<JournalReader>.Lease Rent(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return readers.Rent();
    }

    private void PublishGroup(int works)
    {
        OnCommit?.Invoke(works);
        if (writer.WroteEvents) order.Publish(writer.LastPosition);
    }
}
