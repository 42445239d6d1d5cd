using Fresnel.Clustering.Commands;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Journal;
using Fresnel.Simulation.Load;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Checks;

/// <summary>
/// Sees everything in a simulated world and checks what is promised, with books of its own: at each commit, each claim and
/// each answer to a caller, because nothing else can break it.
/// </summary>
internal sealed class Observer(Agenda agenda, Trace trace, IMessageCodec codec, int shards) : IJournalWatcher
{
    private readonly long[] claimed = new long[shards];
    private readonly long[] accepted = new long[shards];
    private readonly Dictionary<StreamKey, StreamBook> streams = [];
    private readonly Dictionary<long, WrittenCommand> written = [];
    private readonly Dictionary<StreamKey, List<(SimulatedProcess Process, long Epoch)>> running = [];

    /// <summary>The first promise found broken, or null.</summary>
    public Violation? Violation { get; private set; }

    /// <summary>Answers to callers that were checked.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Keeps the first broken promise.</summary>
    public void Break(string invariant, string promise, string found)
    {
        if (Violation is not null) return;
        Violation = new Violation(invariant, promise, found, agenda.Now);
        trace.Tell(agenda, "observer", $"{invariant} broken: {found}");
    }

    /// <inheritdoc />
    public void OnClaim(int shard, long epoch, string owner)
    {
        if (epoch != claimed[shard] + 1) Break("I2", "an epoch grows by one with each claim", $"{owner} claimed shard {shard} under epoch {epoch} after {claimed[shard]}");
        claimed[shard] = epoch;
    }

    /// <inheritdoc />
    public void OnAppend(Append append, AppendOutcome outcome, int written)
    {
        if (written == 0) return;
        if (append.Epoch != claimed[append.Shard])
        {
            Break("I3", "nothing is written under an old epoch", $"{append.Stream} was written under epoch {append.Epoch}; shard {append.Shard} is at {claimed[append.Shard]}");
        }

        if (append.Epoch < accepted[append.Shard])
        {
            Break("I2", "epochs never decrease", $"{append.Stream} of shard {append.Shard} was written under epoch {append.Epoch} after {accepted[append.Shard]}");
        }

        accepted[append.Shard] = append.Epoch;
        if (!streams.TryGetValue(append.Stream, out var book)) streams.Add(append.Stream, book = new StreamBook());
        if (append.ExpectedSeq != book.Seq || written != append.Events.Count)
        {
            Break("I2", "sequence numbers are contiguous", $"{append.Stream} went from event {book.Seq} to {append.ExpectedSeq + 1}, with {written} of {append.Events.Count} events");
        }

        foreach (var message in append.Events) Write(append, book, (TallyEvents)codec.Decode(message));
        book.Seq += written;
    }

    /// <summary>A caller was answered.</summary>
    public void OnAnswer(EntityId entity, TallyCommands command, string commandId, object reply, JournalContents journal)
    {
        Acknowledged++;
        var stream = new StreamKey(entity.Kind, entity.Name);
        var number = NumberOf(command);
        if (journal.FindReply(stream, commandId) is not { } kept || !codec.Decode(kept).Equals(reply))
        {
            Break("I1", "an answer is in the journal before its caller has it", $"command {commandId} to {entity} was answered {reply}, and the journal remembers {(journal.FindReply(stream, commandId) is { } other ? codec.Decode(other) : "no answer")}");
            return;
        }

        var known = written.TryGetValue(number, out var found);
        var effect = reply is TallyViews.Total or Done { Detail: null };
        if (effect != known) Break("I1", "an acknowledged command is in the journal exactly once, a refused one is not", $"command {commandId} to {entity} was answered {reply}, and its event is {(known ? "there" : "missing")}");
        if (reply is TallyViews.Total total && known && total.Sum != found!.Sum)
        {
            Break("I1", "an answer tells the state after its command", $"command {commandId} to {entity} was answered {total.Sum}, and the sum was {found.Sum}");
        }
    }

    /// <summary>A caller got no answer, for a reason that it need not expect.</summary>
    public void OnUnexpected(EntityId entity, string commandId, Exception failure)
    {
        var code = failure is EntityException refused ? $" ({refused.Code})" : "";
        Break("I6", "a command is answered, or fails for a known reason", $"command {commandId} to {entity} failed{code}: {failure.GetType().Name}: {failure.Message}");
    }

    /// <summary>An entity runs in a process, or has stopped there.</summary>
    public void OnRunning(SimulatedProcess process, EntityEnvironment entity, bool runs)
    {
        trace.Note(agenda, process.Name, runs ? "runs" : "stopped", entity.Stream.Id, entity.Epoch);
        if (!running.TryGetValue(entity.Stream, out var where)) running.Add(entity.Stream, where = []);
        if (runs) where.Add((process, entity.Epoch));
        else where.Remove((process, entity.Epoch));
    }

    /// <summary>Checks what must hold when faults have stopped for long enough.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="owners">The incarnations that live, with how many shards each says it owns.</param>
    public void CheckRest(JournalContents journal, IReadOnlyDictionary<string, int> owners)
    {
        foreach (var shard in journal.Shards)
        {
            if (shard.Owner is null || !owners.ContainsKey(shard.Owner))
                Break("I6", "at rest, every shard has exactly one owner", $"shard {shard.Number} belongs to {shard.Owner ?? "nobody"}, who does not live; alive are {string.Join(", ", owners.Keys)}");
        }

        foreach (var (owner, count) in owners)
        {
            var recorded = journal.Shards.Count(s => s.Owner == owner);
            if (recorded != count) Break("I6", "at rest, every shard has exactly one owner", $"{owner} runs {count} shards, and the journal says {recorded}: {string.Join(' ', journal.Shards.Where(s => s.Owner == owner).Select(static s => s.Number))}");
        }

        foreach (var (head, events) in journal.Streams) CheckStream(journal, head, events);
    }

    private static long NumberOf(TallyCommands command) => command switch
    {
        TallyCommands.Add add => add.Number,
        TallyCommands.Enable enable => enable.Number,
        TallyCommands.Disable disable => disable.Number,
        TallyCommands.Fail fail => fail.Number,
        _ => throw new UnknownCommandException(command),
    };

    private void Write(Append append, StreamBook book, TallyEvents happened)
    {
        if (happened is TallyEvents.Added added) book.Sum += added.Amount;
        if (!written.TryAdd(happened.Number, new WrittenCommand(append.Stream, book.Sum)))
            Break("I1", "a command has one effect", $"command {append.CommandId} to {append.Stream} was written a second time, under epoch {append.Epoch}");
    }

    private void CheckStream(JournalContents journal, StreamHead head, IReadOnlyList<StoredEvent> events)
    {
        var state = TallyState.Initial;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Seq != i + 1) Break("I2", "sequence numbers are contiguous", $"event {i + 1} of {head.Stream} has the number {events[i].Seq}");
            if (i > 0 && events[i].Epoch < events[i - 1].Epoch) Break("I2", "epochs never decrease", $"event {i + 1} of {head.Stream} is of epoch {events[i].Epoch}, the one before of {events[i - 1].Epoch}");
            state = state.Apply((TallyEvents)codec.Decode(events[i].Message));
        }

        if (events.Count > 0 && state.Status != head.Status) Break("I4", "a head's status is that of the fold", $"the head of {head.Stream} says {head.Status}, its events {state.Status}");
        var alive = running.GetValueOrDefault(head.Stream)?.Where(static r => !r.Process.IsDead).ToArray() ?? [];
        var epoch = journal.Shards[head.Shard].Epoch;
        if (alive.Length > 1 || (state.Enabled && alive.Length == 0))
        {
            var where = alive.Length == 0 ? "nowhere" : string.Join(", ", alive.Select(static r => $"in {r.Process.Name} under epoch {r.Epoch}"));
            Break("I6", "at rest, an entity that must run runs once, and no other twice", $"{head.Stream} of shard {head.Shard} (epoch {epoch}, owner {journal.Shards[head.Shard].Owner}) is {state.Status} and runs {where}");
        }
        else if (alive.Length == 1 && alive[0].Epoch != epoch)
        {
            Break("I6", "at rest, an entity runs under its shard's epoch", $"{head.Stream} runs in {alive[0].Process.Name} under epoch {alive[0].Epoch}; shard {head.Shard} is at {epoch}");
        }
    }

    private sealed class StreamBook
    {
        public long Seq { get; set; }

        public long Sum { get; set; }
    }

    private sealed record WrittenCommand(StreamKey Stream, long Sum);
}
