using System.Runtime.CompilerServices;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;

namespace Fresnel.Kernel.Tests.EventSourcing;

/// <summary>A journal in memory that behaves like one on disk, and can be told to misbehave.</summary>
public sealed class MemoryStore : IEntityStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<StreamKey, List<StoredEvent>> events = [];
    private readonly Dictionary<(StreamKey, string), (Guid AppendId, EncodedMessage Reply)> replies = [];
    private readonly Dictionary<StreamKey, StoredSnapshot> snapshots = [];
    private readonly Queue<StoreFault> faults = new();

    public long Epoch { get; set; } = 1;

    public List<Append> Appends { get; } = [];

    public int Reads { get; private set; }

    public long LastReadAfter { get; private set; }

    public bool ReadsFail { get; set; }

    public bool Damaged { get; set; }

    /// <summary>Held back appends wait for this.</summary>
    public Task? Hold { get; set; }

    /// <summary>The next appends go wrong, each its way.</summary>
    public void Fault(params StoreFault[] faults)
    {
        lock (gate)
        {
            foreach (var fault in faults) this.faults.Enqueue(fault);
        }
    }

    public List<StoredEvent> Events(StreamKey stream)
    {
        lock (gate) return this.events.TryGetValue(stream, out var events) ? [.. events] : [];
    }

    public StoredSnapshot? Snapshot(StreamKey stream)
    {
        lock (gate) return snapshots.GetValueOrDefault(stream);
    }

    /// <summary>Writes behind the entity's back.</summary>
    public void Insert(StreamKey stream, EncodedMessage message)
    {
        lock (gate)
        {
            var events = Of(stream);
            events.Add(new StoredEvent(stream, events.Count + 1, Epoch, message, default, default));
        }
    }

    public async ValueTask<AppendOutcome> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (Hold is { } hold) await hold.WaitAsync(cancellationToken);
        await Task.Yield();
        lock (gate)
        {
            Appends.Add(append);
            if (Damaged) throw new StoreDamagedException("Page 3 is not what was written.");
            var fault = faults.TryDequeue(out var next) ? next : StoreFault.None;
            if (fault == StoreFault.Before) throw new IOException("The disk is away.");
            var outcome = Write(append);
            return fault == StoreFault.After ? throw new IOException("The answer was lost.") : outcome;
        }
    }

    public ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken)
    {
        lock (gate) return new(replies.TryGetValue((stream, commandId), out var found) ? found.Reply : null);
    }

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Damaged) throw new StoreDamagedException("Page 3 is not what was written.");
        if (ReadsFail) throw new IOException("The disk is away.");
        Reads++;
        LastReadAfter = afterSeq;
        foreach (var stored in Events(stream))
        {
            if (stored.Seq <= afterSeq) continue;
            await Task.Yield();
            yield return stored;
        }
    }

    public ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken) => new(Snapshot(stream));

    public ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken)
    {
        lock (gate) snapshots[stream] = snapshot;
        return default;
    }

    private List<StoredEvent> Of(StreamKey stream)
    {
        if (!this.events.TryGetValue(stream, out var events)) this.events.Add(stream, events = []);
        return events;
    }

    private AppendOutcome Write(Append append)
    {
        if (append.Epoch != Epoch) return new AppendOutcome.Fenced(Epoch);
        var events = Of(append.Stream);
        if (append.CommandId is { } id && replies.TryGetValue((append.Stream, id), out var answered))
        {
            return answered.AppendId == append.AppendId ? new AppendOutcome.Accepted(events.Count) : new AppendOutcome.AlreadyAnswered(answered.Reply);
        }

        if (events.Count != append.ExpectedSeq) return new AppendOutcome.Conflict(events.Count);
        foreach (var message in append.Events) events.Add(new StoredEvent(append.Stream, events.Count + 1, append.Epoch, message, append.Meta, append.At));
        if (append.CommandId is not null) replies.Add((append.Stream, append.CommandId), (append.AppendId, append.Reply!.Value));
        return new AppendOutcome.Accepted(events.Count);
    }
}

/// <summary>How an append goes wrong.</summary>
public enum StoreFault
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It throws, and nothing was written.</summary>
    Before,

    /// <summary>It throws, but was written.</summary>
    After,
}
