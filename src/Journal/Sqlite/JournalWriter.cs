using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>
/// The statements that change the journal, run by the writer's thread inside its transaction. Nothing else writes to the
/// file meanwhile (BEGIN IMMEDIATE), so what is read here holds until the commit.
/// </summary>
internal sealed class JournalWriter
{
    private const long Unread = -1;

    private readonly SqliteDatabase database;
    private readonly Checksums checksums = new();
    private readonly long[] epochs;
    private readonly SqliteStatement findEpoch;
    private readonly SqliteStatement findCommand;
    private readonly SqliteStatement findHead;
    private readonly SqliteStatement moveHead;
    private readonly SqliteStatement moveHeadAndStatus;
    private readonly SqliteStatement createHead;
    private readonly SqliteStatement insertEvent;
    private readonly SqliteStatement insertCommand;
    private readonly SqliteStatement saveSnapshot;
    private readonly SqliteStatement claim;
    private readonly SqliteStatement advanceBaton;
    private readonly SqliteStatement setCluster;
    private readonly SqliteStatement deleteReplies;

    public JournalWriter(SqliteDatabase database, int shardCount)
    {
        this.database = database;
        epochs = new long[shardCount];
        findEpoch = database.Prepare("SELECT epoch FROM shard WHERE number = ?1");
        findCommand = database.Prepare("SELECT append_id, seq, reply_type, reply_version, reply, checksum FROM command WHERE kind = ?1 AND id = ?2 AND command_id = ?3");
        findHead = database.Prepare("SELECT seq, append_id FROM entity WHERE kind = ?1 AND id = ?2");
        moveHead = database.Prepare("UPDATE entity SET seq = ?1, append_id = ?2 WHERE kind = ?3 AND id = ?4 AND seq = ?5");
        moveHeadAndStatus = database.Prepare("UPDATE entity SET seq = ?1, append_id = ?2, status = ?6 WHERE kind = ?3 AND id = ?4 AND seq = ?5");
        createHead = database.Prepare("INSERT INTO entity(kind, id, shard, seq, status, append_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        insertEvent = database.Prepare(
            """
            INSERT INTO event(shard, epoch, kind, id, seq, type, version, data, meta, checksum, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """);
        insertCommand = database.Prepare(
            """
            INSERT INTO command(kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """);
        saveSnapshot = database.Prepare(
            """
            INSERT INTO snapshot(kind, id, seq, type, version, data, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT(kind, id) DO UPDATE SET seq = ?3, type = ?4, version = ?5, data = ?6, checksum = ?7
            """);
        claim = database.Prepare("UPDATE shard SET epoch = epoch + 1, owner = ?1 WHERE number = ?2 AND baton = ?3 AND baton > 0 RETURNING epoch");
        advanceBaton = database.Prepare("UPDATE shard SET baton = baton + 1 WHERE number = ?1 RETURNING baton");
        deleteReplies = database.Prepare("DELETE FROM command WHERE at < ?1 AND position IN (SELECT position FROM command ORDER BY position LIMIT ?2)");
        setCluster = database.Prepare("INSERT INTO cluster(key, value) VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2");
    }

    /// <summary>The position of the event written last; it stands once the group is committed.</summary>
    public long LastPosition { get; private set; }

    /// <summary>Forgets what was read in earlier transactions.</summary>
    public void BeginGroup()
    {
        Array.Fill(epochs, Unread);
        WroteEvents = false;
    }

    /// <summary>Whether the group wrote an event.</summary>
    public bool WroteEvents { get; private set; }

    /// <summary>Writes an append, or says why not. The order of the questions is that of DESIGN section 5.</summary>
    public AppendOutcome Write(Append append)
    {
        var stream = append.Stream;
        var epoch = EpochOf(append.Shard);
        if (append.CommandId is { } commandId && FindCommand(stream, commandId, append.AppendId, epoch == append.Epoch) is { } earlier) return earlier;
        if (epoch != append.Epoch)
        {
            return FindHead(stream) is { } head && head.AppendId == append.AppendId
                ? new AppendOutcome.Accepted(head.Seq)
                : new AppendOutcome.Fenced(epoch);
        }

        var seq = append.ExpectedSeq + append.Events.Count;
        if (append.Events.Count > 0 || append.Status is not null)
        {
            if (!MoveHead(append, seq) && Arrange(append, seq) is { } refusal) return refusal;
            WriteEvents(append);
        }
        else if ((FindHead(stream)?.Seq ?? 0) is var current && current != append.ExpectedSeq)
        {
            return new AppendOutcome.Conflict(current);
        }

        if (append.CommandId is not null) WriteCommand(append, seq);
        return new AppendOutcome.Accepted(seq);
    }

    /// <summary>Keeps a snapshot.</summary>
    public void SaveSnapshot(in StreamKey stream, StoredSnapshot snapshot)
    {
        var state = snapshot.State;
        saveSnapshot.Bind(1, stream.Kind).Bind(2, stream.Id).Bind(3, snapshot.Seq).Bind(4, state.Type).Bind(5, state.Version)
            .BindText(6, state.Data.Span).Bind(7, checksums.OfSnapshot(stream, snapshot.Seq, state)).Run();
    }

    /// <summary>Takes a shard; null where the baton is not of its generation.</summary>
    public long? Claim(int shard, long baton, string owner)
    {
        claim.Bind(1, owner).Bind(2, shard).Bind(3, baton);
        if (!claim.Step()) return null;
        var epoch = claim.Int64(0);
        claim.Reset();
        epochs[shard] = epoch;
        return epoch;
    }

    /// <summary>Starts a new generation of a shard's baton.</summary>
    public long AdvanceBaton(int shard)
    {
        advanceBaton.Bind(1, shard);
        if (!advanceBaton.Step()) throw new InvalidOperationException($"The journal '{database.Path}' has no row for shard {shard}.");
        var baton = advanceBaton.Int64(0);
        advanceBaton.Reset();
        return baton;
    }

    /// <summary>Records a fact about the cluster.</summary>
    public void SetCluster(string key, string value) => setCluster.Bind(1, key).Bind(2, value).Run();

    /// <summary>Forgets the oldest replies, where they were given before a moment.</summary>
    /// <param name="before">The moment, in <see cref="StoredTime.Ticks"/>.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>How many.</returns>
    public int DeleteReplies(long before, int most)
    {
        deleteReplies.Bind(1, before).Bind(2, most).Run();
        return database.Changes;
    }

    private long EpochOf(int shard)
    {
        ref var epoch = ref epochs[shard];
        if (epoch != Unread) return epoch;
        findEpoch.Bind(1, shard);
        if (!findEpoch.Step()) throw new InvalidOperationException($"The journal '{database.Path}' has no row for shard {shard}.");
        epoch = findEpoch.Int64(0);
        findEpoch.Reset();
        return epoch;
    }

    private AppendOutcome? FindCommand(in StreamKey stream, string commandId, Guid appendId, bool owns)
    {
        findCommand.Bind(1, stream.Kind).Bind(2, stream.Id).Bind(3, commandId);
        if (!findCommand.Step()) return null;
        try
        {
            if (findCommand.Guid(0) == appendId) return new AppendOutcome.Accepted(findCommand.Int64(1));

            // Another append answered it. A writer that lost its shard is told that first.
            return owns ? new AppendOutcome.AlreadyAnswered(StoredReply.Read(findCommand, checksums, stream, commandId, 1)) : null;
        }
        finally
        {
            findCommand.Reset();
        }
    }

    private (long Seq, Guid AppendId)? FindHead(in StreamKey stream)
    {
        findHead.Bind(1, stream.Kind).Bind(2, stream.Id);
        if (!findHead.Step()) return null;
        var head = (findHead.Int64(0), findHead.Guid(1));
        findHead.Reset();
        return head;
    }

    private bool MoveHead(Append append, long seq)
    {
        var statement = append.Status is null ? moveHead : moveHeadAndStatus;
        statement.Bind(1, seq).Bind(2, append.AppendId).Bind(3, append.Stream.Kind).Bind(4, append.Stream.Id).Bind(5, append.ExpectedSeq);
        if (append.Status is not null) statement.Bind(6, append.Status);
        statement.Run();
        return database.Changes == 1;
    }

    // The head did not move: the entity is new, the append was written before, or the writer is behind.
    private AppendOutcome? Arrange(Append append, long seq)
    {
        if (FindHead(append.Stream) is { } head)
        {
            return head.AppendId == append.AppendId
                ? new AppendOutcome.Accepted(head.Seq)
                : new AppendOutcome.Conflict(head.Seq);
        }

        if (append.ExpectedSeq != 0) return new AppendOutcome.Conflict(0);
        createHead.Bind(1, append.Stream.Kind).Bind(2, append.Stream.Id).Bind(3, append.Shard).Bind(4, seq).Bind(5, append.Status).Bind(6, append.AppendId).Run();
        return null;
    }

    private void WriteEvents(Append append)
    {
        var stream = append.Stream;
        var at = StoredTime.Ticks(append.At);
        var meta = append.Meta.Span;
        var seq = append.ExpectedSeq;
        for (var i = 0; i < append.Events.Count; i++)
        {
            var message = append.Events[i];
            var data = message.Data.Span;
            seq++;
            var checksum = checksums.OfEvent(stream, seq, append.Epoch, message.Type, message.Version, data, meta, at);
            insertEvent.Bind(1, append.Shard).Bind(2, append.Epoch).Bind(3, stream.Kind).Bind(4, stream.Id).Bind(5, seq)
                .Bind(6, message.Type).Bind(7, message.Version).BindText(8, data).BindText(9, meta).Bind(10, checksum).Bind(11, at).Run();
            LastPosition = database.LastInsertRowId;
            WroteEvents = true;
        }
    }

    private void WriteCommand(Append append, long seq)
    {
        var stream = append.Stream;
        var reply = append.Reply ?? new EncodedMessage("", 0, default);
        var checksum = checksums.OfReply(stream, append.CommandId!, seq, reply.Type, reply.Version, reply.Data.Span);
        insertCommand.Bind(1, stream.Kind).Bind(2, stream.Id).Bind(3, append.CommandId).Bind(4, append.AppendId).Bind(5, seq)
            .Bind(6, reply.Type).Bind(7, reply.Version).BindText(8, reply.Data.Span).Bind(9, checksum).Bind(10, StoredTime.Ticks(append.At)).Run();
    }
}
