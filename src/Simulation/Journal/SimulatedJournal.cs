using System.Runtime.CompilerServices;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Simulation.Network;
using Fresnel.Storage;

namespace Fresnel.Simulation.Journal;

/// <summary>The journal of a simulated world as one process sees it, over a line that may be slow, cut, or lose answers.</summary>
internal sealed class SimulatedJournal(SimulatedDatabase database, Line line) : IJournal
{
    private const int PageSize = 512;

    /// <inheritdoc />
    public int ShardCount => database.Contents.ShardCount;

    /// <inheritdoc />
    public Guid DataEpoch => database.Contents.DataEpoch;

    /// <inheritdoc />
    public EventCursor Start => new(DataEpoch, 0, 0);

    /// <inheritdoc />
    public ValueTask<AppendOutcome> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        JournalArguments.CheckShard(append.Shard, ShardCount);
        ArgumentOutOfRangeException.ThrowIfNegative(append.ExpectedSeq);
        if (append.AppendId == Guid.Empty) throw new ArgumentException($"The append to {append.Stream} has no id.", nameof(append));
        return database.AppendAsync(line, append, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commandId);
        return database.ExecuteAsync(line, "find reply", c => c.FindReply(stream, commandId), cancellationToken);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSeq);
        while (true)
        {
            var after = afterSeq;
            var page = await database.ExecuteAsync(line, "read stream", c => c.ReadStream(stream, after, PageSize), cancellationToken).ConfigureAwait(false);
            foreach (var stored in page) yield return stored;
            if (page.Count < PageSize) yield break;
            afterSeq += page.Count;
        }
    }

    /// <inheritdoc />
    public ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.ExecuteAsync(line, "find snapshot", c => c.FindSnapshot(stream), cancellationToken);

    /// <inheritdoc />
    public async ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        await database.ExecuteAsync(line, "save snapshot", c =>
        {
            c.SaveSnapshot(stream, snapshot);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken)
    {
        JournalArguments.CheckShard(shard, ShardCount);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return database.ClaimAsync(line, shard, baton, owner, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ShardRecord>> ReadShardsAsync(CancellationToken cancellationToken) =>
        database.ExecuteAsync<IReadOnlyList<ShardRecord>>(line, "read shards", static c => [.. c.Shards], cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        foreach (var shard in shards) JournalArguments.CheckShard(shard, ShardCount);
        return database.ExecuteAsync(line, "advance batons", c => c.AdvanceBatons(shards), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<EntityRecord>> ReadEntitiesAsync(int shard, CancellationToken cancellationToken)
    {
        JournalArguments.CheckShard(shard, ShardCount);
        return database.ExecuteAsync(line, "read entities", c => c.ReadEntities(shard), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<StreamHead?> FindHeadAsync(StreamKey stream, CancellationToken cancellationToken) =>
        database.ExecuteAsync(line, "find head", c => c.FindHead(stream), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StreamHead>> ListHeadsAsync(string kind, string? afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        JournalArguments.CheckLimit(limit);
        return database.ExecuteAsync(line, "list heads", c => c.ListHeads(kind, afterId ?? "", limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoredEvent>> ReadStreamPageAsync(StreamKey stream, long? from, int limit, ReadOrder order, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLimit(limit);
        if (from < 0) throw new ArgumentOutOfRangeException(nameof(from), from, "Sequence numbers start at 1.");
        return database.ExecuteAsync(
            line,
            "read page",
            c => order == ReadOrder.OldestFirst ? c.ReadStream(stream, from ?? 0, limit) : c.ReadStreamBackward(stream, from, limit),
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<JournalPage> ReadAllAsync(EventCursor after, int limit, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLimit(limit);
        return database.ExecuteAsync(line, "read all", c => c.ReadAll(after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<EventCursor> FindEndAsync(CancellationToken cancellationToken) =>
        database.ExecuteAsync(line, "find end", static c => c.FindEnd(), cancellationToken);

    /// <inheritdoc />
    public ValueTask WaitForEventsAsync(EventCursor after, CancellationToken cancellationToken) =>
        database.WaitAsync(line, after, cancellationToken);

    /// <inheritdoc />
    public ValueTask<long> DeleteRepliesBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken) =>
        database.ExecuteAsync(line, "delete replies", c => c.DeleteReplies(horizon), cancellationToken);

    /// <inheritdoc />
    public ValueTask<LeaseRecord> TakeLeaseAsync(string name, string holder, TimeSpan length, CancellationToken cancellationToken)
    {
        JournalArguments.CheckLease(name, holder, length);
        return database.ExecuteAsync(line, "take lease", c => c.TakeLease(name, holder, length, database.Agenda.Now), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(line, "release lease", c =>
        {
            c.ReleaseLease(name, holder, database.Agenda.Now);
            return true;
        }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken) =>
        database.ExecuteAsync(line, "find lease", c => c.FindLease(name, database.Agenda.Now), cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
