using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>A connection that reads the journal, with its statements. Every event read is verified.</summary>
internal sealed class JournalReader : IDisposable
{
    private readonly SqliteDatabase database;
    private readonly Checksums checksums = new();
    private readonly Utf8Cache names = new();
    private readonly SqliteStatement findHead;
    private readonly SqliteStatement listHeads;
    private readonly SqliteStatement listShard;
    private readonly SqliteStatement listShards;
    private readonly SqliteStatement findReply;
    private readonly SqliteStatement findSnapshot;
    private readonly SqliteStatement readForward;
    private readonly SqliteStatement readBackward;
    private readonly SqliteStatement readAll;
    private readonly SqliteStatement findEnd;

    public JournalReader(string path)
    {
        database = JournalSchema.Schema.OpenReader(path);
        findHead = database.Prepare("SELECT shard, seq, status FROM entity WHERE kind = ?1 AND id = ?2");
        listHeads = database.Prepare("SELECT id, shard, seq, status FROM entity WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
        listShard = database.Prepare("SELECT kind, id, seq, status FROM entity WHERE shard = ?1 ORDER BY kind, id");
        listShards = database.Prepare("SELECT number, epoch, baton, owner FROM shard ORDER BY number");
        findReply = database.Prepare("SELECT seq, reply_type, reply_version, reply, checksum FROM command WHERE kind = ?1 AND id = ?2 AND command_id = ?3");
        findSnapshot = database.Prepare("SELECT seq, type, version, data, checksum FROM snapshot WHERE kind = ?1 AND id = ?2");
        const string streamColumns = "SELECT seq, epoch, type, version, data, meta, checksum, at FROM event";
        readForward = database.Prepare($"{streamColumns} WHERE kind = ?1 AND id = ?2 AND seq > ?3 AND seq <= ?4 ORDER BY seq LIMIT ?5");
        readBackward = database.Prepare($"{streamColumns} WHERE kind = ?1 AND id = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4");
        readAll = database.Prepare("SELECT seq, epoch, type, version, data, meta, checksum, at, kind, id, shard, position FROM event WHERE position > ?1 ORDER BY position LIMIT ?2");
        findEnd = database.Prepare("SELECT coalesce(max(position), 0) FROM event");
    }

    public StreamHead? FindHead(StreamKey stream)
    {
        findHead.Bind(1, stream.Kind).Bind(2, stream.Id);
        if (!findHead.Step()) return null;
        var head = new StreamHead(stream, (int)findHead.Int64(0), findHead.Int64(1), findHead.TextOrNull(2));
        findHead.Reset();
        return head;
    }

    public IReadOnlyList<StreamHead> ListHeads(string kind, string afterId, int limit)
    {
        var heads = new List<StreamHead>();
        listHeads.Bind(1, kind).Bind(2, afterId).Bind(3, limit);
        while (listHeads.Step())
            heads.Add(new StreamHead(new StreamKey(kind, listHeads.Text(0)), (int)listHeads.Int64(1), listHeads.Int64(2), listHeads.TextOrNull(3)));
        return heads;
    }

    public IReadOnlyList<EntityRecord> ListShard(int shard)
    {
        var entities = new List<EntityRecord>();
        listShard.Bind(1, shard);
        while (listShard.Step())
            entities.Add(new EntityRecord(new StreamKey(names.Get(listShard.Bytes(0)), listShard.Text(1)), listShard.Int64(2), listShard.TextOrNull(3)));
        return entities;
    }

    public IReadOnlyList<ShardRecord> ListShards()
    {
        var shards = new List<ShardRecord>();
        while (listShards.Step())
            shards.Add(new ShardRecord((int)listShards.Int64(0), listShards.Int64(1), listShards.Int64(2), listShards.TextOrNull(3)));
        return shards;
    }

    public EncodedMessage? FindReply(in StreamKey stream, string commandId)
    {
        findReply.Bind(1, stream.Kind).Bind(2, stream.Id).Bind(3, commandId);
        if (!findReply.Step()) return null;
        try
        {
            return StoredReply.Read(findReply, checksums, stream, commandId, 0);
        }
        finally
        {
            findReply.Reset();
        }
    }

    /// <summary>The snapshot; null also where it is damaged, because it can be made again from the events.</summary>
    public StoredSnapshot? FindSnapshot(in StreamKey stream)
    {
        findSnapshot.Bind(1, stream.Kind).Bind(2, stream.Id);
        if (!findSnapshot.Step()) return null;
        var seq = findSnapshot.Int64(0);
        var state = new EncodedMessage(findSnapshot.Text(1), (int)findSnapshot.Int64(2), findSnapshot.Bytes(3).ToArray());
        var intact = checksums.OfSnapshot(stream, seq, state) == findSnapshot.Int64(4);
        findSnapshot.Reset();
        return intact ? new StoredSnapshot(seq, state) : null;
    }

    /// <summary>Events of a stream after one sequence number and up to another, each following the one before.</summary>
    public void ReadForward(StreamKey stream, long after, long upTo, int limit, List<StoredEvent> into)
    {
        var expected = after;
        readForward.Bind(1, stream.Kind).Bind(2, stream.Id).Bind(3, after).Bind(4, upTo).Bind(5, limit);
        try
        {
            while (readForward.Step())
            {
                into.Add(ReadEvent(readForward, stream));
                if (into[^1].Seq != ++expected) throw Gap(stream, expected);
            }
        }
        finally
        {
            readForward.Reset();
        }

        if (expected < Math.Min(upTo, after + limit)) throw Gap(stream, expected + 1);
    }

    /// <summary>Events of a stream before one sequence number (which exists, or follows the head), newest first.</summary>
    public void ReadBackward(StreamKey stream, long before, int limit, List<StoredEvent> into)
    {
        var expected = before;
        readBackward.Bind(1, stream.Kind).Bind(2, stream.Id).Bind(3, before).Bind(4, limit);
        try
        {
            while (readBackward.Step())
            {
                into.Add(ReadEvent(readBackward, stream));
                if (into[^1].Seq != --expected) throw Gap(stream, expected);
            }
        }
        finally
        {
            readBackward.Reset();
        }

        if (expected > Math.Max(1, before - limit)) throw Gap(stream, expected - 1);
    }

    /// <summary>Events of all streams after a position.</summary>
    public List<JournalEvent> ReadAll(Guid dataEpoch, long after, int limit)
    {
        var events = new List<JournalEvent>();
        readAll.Bind(1, after).Bind(2, limit);
        try
        {
            while (readAll.Step())
            {
                var stream = new StreamKey(names.Get(readAll.Bytes(8)), names.Get(readAll.Bytes(9)));
                var cursor = new EventCursor(dataEpoch, 0, readAll.Int64(11));
                events.Add(new JournalEvent(cursor, (int)readAll.Int64(10), ReadEvent(readAll, stream)));
            }
        }
        finally
        {
            readAll.Reset();
        }

        return events;
    }

    public long FindEnd()
    {
        findEnd.Step();
        var end = findEnd.Int64(0);
        findEnd.Reset();
        return end;
    }

    public void Dispose() => database.Dispose();

    private static JournalCorruptException Gap(StreamKey stream, long seq) => new(stream, seq, "is missing");

    private StoredEvent ReadEvent(SqliteStatement row, in StreamKey stream)
    {
        var seq = row.Int64(0);
        var epoch = row.Int64(1);
        var type = names.Get(row.Bytes(2));
        var version = (int)row.Int64(3);
        var data = row.Bytes(4);
        var dataLength = data.Length;
        var meta = row.Bytes(5);
        var at = row.Int64(7);
        if (checksums.OfEvent(stream, seq, epoch, type, version, data, meta, at) != row.Int64(6))
            throw new JournalCorruptException(stream, seq, "has a wrong checksum");

        // One array for both: an event without meta costs no second one.
        var bytes = new byte[dataLength + meta.Length];
        data.CopyTo(bytes);
        meta.CopyTo(bytes.AsSpan(dataLength));
        var message = new EncodedMessage(type, version, bytes.AsMemory(0, dataLength));
        return new StoredEvent(stream, seq, epoch, message, bytes.AsMemory(dataLength), StoredTime.Of(at));
    }
}
