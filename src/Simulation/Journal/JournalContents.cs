using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Simulation.Journal;

/// <summary>
/// What a simulated journal holds, and the rules of DESIGN section 5 by which it changes. Each member is one transaction.
/// Guarded by whoever holds it.
/// </summary>
internal sealed class JournalContents
{
    private readonly Dictionary<StreamKey, StreamContents> streams = [];
    private readonly Dictionary<(StreamKey Stream, string CommandId), CommandRecord> commands = [];
    private readonly Dictionary<StreamKey, StoredSnapshot> snapshots = [];
    private readonly Dictionary<string, (string Holder, long Epoch, TimeSpan Until)> leases = [];
    private readonly List<JournalEvent> events = [];
    private readonly ShardRecord[] shards;
    private readonly List<StreamContents>[] byShard;

    public JournalContents(int shardCount, Guid dataEpoch)
    {
        DataEpoch = dataEpoch;
        shards = [.. Enumerable.Range(0, shardCount).Select(static n => new ShardRecord(n, 0, 0, null))];
        byShard = [.. Enumerable.Range(0, shardCount).Select(static _ => new List<StreamContents>())];
    }

    public Guid DataEpoch { get; }

    public int ShardCount => shards.Length;

    /// <summary>All events, in the order of the journal.</summary>
    public IReadOnlyList<JournalEvent> Events => events;

    /// <summary>The shards, by number.</summary>
    public IReadOnlyList<ShardRecord> Shards => shards;

    /// <summary>The streams, in the order in which they were begun.</summary>
    public IEnumerable<(StreamHead Head, IReadOnlyList<StoredEvent> Events)> Streams => streams.Values.Select(static s => (s.Head, (IReadOnlyList<StoredEvent>)s.Events));

    public AppendOutcome Append(Append append)
    {
        var stream = append.Stream;
        var epoch = shards[append.Shard].Epoch;
        if (append.CommandId is { } id && commands.TryGetValue((stream, id), out var earlier))
        {
            if (earlier.AppendId == append.AppendId) return new AppendOutcome.Accepted(earlier.Seq);
            if (epoch == append.Epoch) return new AppendOutcome.AlreadyAnswered(earlier.Reply);
        }

        var known = streams.GetValueOrDefault(stream);
        var written = known is not null && known.AppendId == append.AppendId;
        if (epoch != append.Epoch) return written ? new AppendOutcome.Accepted(known!.Head.Seq) : new AppendOutcome.Fenced(epoch);
        var current = known?.Head.Seq ?? 0;
        if (written) return new AppendOutcome.Accepted(current);
        if (current != append.ExpectedSeq) return new AppendOutcome.Conflict(current);
        if (append.Events.Count > 0 || append.Status is not null) Write(append, known);
        var seq = append.ExpectedSeq + append.Events.Count;
        if (append.CommandId is { } command)
        {
            commands.Add((stream, command), new CommandRecord(append.AppendId, seq, append.Reply ?? new EncodedMessage("", 0, default), append.At));
        }

        return new AppendOutcome.Accepted(seq);
    }

    public EncodedMessage? FindReply(StreamKey stream, string commandId) =>
        commands.TryGetValue((stream, commandId), out var command) ? command.Reply : null;

    public StreamHead? FindHead(StreamKey stream) => streams.GetValueOrDefault(stream)?.Head;

    public IReadOnlyList<StreamHead> ListHeads(string kind, string after, int limit) =>
    [
        .. streams.Values.Select(static s => s.Head).Where(h => h.Stream.Kind == kind && string.CompareOrdinal(h.Stream.Id, after) > 0)
            .OrderBy(static h => h.Stream.Id, StringComparer.Ordinal).Take(limit),
    ];

    public IReadOnlyList<StoredEvent> ReadStream(StreamKey stream, long after, int limit)
    {
        if (streams.GetValueOrDefault(stream)?.Events is not { } all || after >= all.Count) return [];
        return all.GetRange((int)after, (int)Math.Min(limit, all.Count - after));
    }

    public IReadOnlyList<StoredEvent> ReadStreamBackward(StreamKey stream, long? before, int limit)
    {
        if (streams.GetValueOrDefault(stream)?.Events is not { } all) return [];
        var end = (int)Math.Min(Math.Max(0, (before ?? long.MaxValue) - 1), all.Count);
        var start = Math.Max(0, end - limit);
        var page = all.GetRange(start, end - start);
        page.Reverse();
        return page;
    }

    public JournalPage ReadAll(EventCursor after, int limit)
    {
        Check(after);
        var page = events.GetRange((int)after.Position, (int)Math.Min(limit, events.Count - after.Position));
        return new JournalPage(page, page.Count > 0 ? page[^1].Cursor : after);
    }

    public EventCursor FindEnd() => new(DataEpoch, 0, events.Count);

    /// <exception cref="EventCursorException">The cursor is of another history.</exception>
    public void Check(EventCursor cursor)
    {
        if (cursor.History != DataEpoch) throw new EventCursorException(cursor, $"its history is {DataEpoch:N}");
        if (cursor.Position > events.Count) throw new EventCursorException(cursor, $"its last event is at {events.Count}");
    }

    public StoredSnapshot? FindSnapshot(StreamKey stream) => snapshots.GetValueOrDefault(stream);

    public void SaveSnapshot(StreamKey stream, StoredSnapshot snapshot) => snapshots[stream] = snapshot;

    public long? Claim(int shard, long baton, string owner)
    {
        var record = shards[shard];
        if (record.Baton != baton || baton <= 0) return null;
        shards[shard] = record with { Epoch = record.Epoch + 1, Owner = owner };
        return record.Epoch + 1;
    }

    public IReadOnlyList<long> AdvanceBatons(IReadOnlyList<int> numbers)
    {
        var batons = new long[numbers.Count];
        for (var i = 0; i < batons.Length; i++)
        {
            var record = shards[numbers[i]];
            batons[i] = record.Baton + 1;
            shards[numbers[i]] = record with { Baton = batons[i] };
        }

        return batons;
    }

    public IReadOnlyList<EntityRecord> ReadEntities(int shard) =>
    [
        .. byShard[shard].Select(static s => new EntityRecord(s.Head.Stream, s.Head.Seq, s.Head.Status))
            .OrderBy(static e => e.Stream.Kind, StringComparer.Ordinal).ThenBy(static e => e.Stream.Id, StringComparer.Ordinal),
    ];

    public long DeleteReplies(DateTimeOffset horizon)
    {
        var old = commands.Where(c => c.Value.At < horizon).Select(static c => c.Key).ToArray();
        foreach (var key in old) commands.Remove(key);
        return old.Length;
    }

    public LeaseRecord TakeLease(string name, string holder, TimeSpan length, TimeSpan now)
    {
        var known = leases.TryGetValue(name, out var lease);
        if (!known || lease.Holder == holder || lease.Until <= now)
        {
            var epoch = known && lease.Holder == holder ? lease.Epoch : lease.Epoch + 1;
            leases[name] = lease = (holder, epoch, now + length);
        }

        return AsRecord(lease, now);
    }

    public void ReleaseLease(string name, string holder, TimeSpan now)
    {
        if (leases.TryGetValue(name, out var lease) && lease.Holder == holder) leases[name] = lease with { Until = now };
    }

    public LeaseRecord? FindLease(string name, TimeSpan now) => leases.TryGetValue(name, out var lease) ? AsRecord(lease, now) : null;

    private static LeaseRecord AsRecord((string Holder, long Epoch, TimeSpan Until) lease, TimeSpan now) =>
        new(lease.Holder, lease.Epoch, Clock.Agenda.Beginning + lease.Until, lease.Until > now);

    private void Write(Append append, StreamContents? known)
    {
        if (known is null)
        {
            known = new StreamContents { Head = new StreamHead(append.Stream, append.Shard, 0, null) };
            streams.Add(append.Stream, known);
            byShard[append.Shard].Add(known);
        }

        var seq = append.ExpectedSeq;
        foreach (var message in append.Events)
        {
            var stored = new StoredEvent(append.Stream, ++seq, append.Epoch, message, append.Meta, append.At.ToUniversalTime());
            known.Events.Add(stored);
            events.Add(new JournalEvent(new EventCursor(DataEpoch, 0, events.Count + 1), append.Shard, stored));
        }

        known.Head = known.Head with { Seq = seq, Status = append.Status ?? known.Head.Status };
        known.AppendId = append.AppendId;
    }

    private sealed class StreamContents
    {
        public required StreamHead Head { get; set; }

        public Guid AppendId { get; set; }

        public List<StoredEvent> Events { get; } = [];
    }

    private sealed record CommandRecord(Guid AppendId, long Seq, EncodedMessage Reply, DateTimeOffset At);
}
