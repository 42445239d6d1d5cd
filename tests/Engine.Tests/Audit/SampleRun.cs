using System.Text.Json;
using System.Text.Json.Nodes;
using Fresnel.Engine.Audit;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;
using Fresnel.Entities.Decisions;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Audit;

/// <summary>A small run as a sound engine leaves it: one counter, two owners one after the other.</summary>
internal sealed class SampleRun
{
    public static readonly EntityId Yard = new(CounterState.Kind, "yard");
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly List<RememberedAnswer> remembered = [];
    private CounterState state = CounterState.Initial;
    private long activation;
    private string? status;
    private bool mustRun;
    private double seconds;

    public List<JournalRow> Rows { get; } = [];

    public List<SnapshotRow> Snapshots { get; } = [];

    public Ledger Ledger { get; } = new();

    public List<EntityAnswer> LastViews { get; } = [];

    public List<ListedEntity> Catalogue { get; } = [];

    /// <summary>Six commands: two accepted, one refused, one without effect, one repeated by the second owner, one of it.</summary>
    public static SampleRun Create()
    {
        var run = new SampleRun();
        run.Activate("n1");
        run.Send("yard-1", new CounterCommands.Add(5), "n1");
        run.Send("yard-2", new CounterCommands.AddAtMost(500), "n1");
        run.Send("yard-3", new CounterCommands.SetLabel(""), "n1");
        run.Snapshot();
        run.Activate("n2");
        run.Repeat("yard-3", "n2");
        run.Send("yard-4", new CounterCommands.Enable(), "n2");
        run.LastViews.Add(new EntityAnswer(Yard, "q", AnswerStatus.Accepted, AnswerCodes.Done, View: run.state.View));
        run.Catalogue.Add(new ListedEntity(Yard, CounterState.EnabledStatus, true));
        return run;
    }

    public AuditReport Audit() =>
        EngineAudit.Run(new AuditMaterial(Rows, Snapshots, Ledger.Commands, Ledger.Attempts, LastViews, Catalogue));

    /// <summary>Writes the event of a new activation.</summary>
    public void Activate(string node)
    {
        activation++;
        Write(new EntityEvents.Activated($"{node}#1"), Catalogued(new EventMeta(Noon.AddSeconds(seconds), activation), state));
    }

    /// <summary>Decides a command, writes it, and notes the answer.</summary>
    public void Send(string id, CounterCommand command, string node)
    {
        Decision<CounterEvent> decision = state.Decide(command, Noon.AddSeconds(seconds));
        var answer = new JournaledAnswer(EffectCheck.HashOf(command), decision.Code, decision.Detail, decision.Refused);
        var meta = new EventMeta(Noon.AddSeconds(seconds), activation, id, answer);
        if (decision.Events.Count == 0) Write(new EntityEvents.Answered(), meta);
        foreach (var happened in decision.Events)
        {
            state = state.Apply(happened);
            Write(happened, Catalogued(meta, state));
        }

        remembered.Add(new RememberedAnswer(id, answer, Rows.Count, meta.At));
        var issued = new IssuedCommand(Yard, id, command, TimeSpan.FromSeconds(seconds));
        Ledger.Add(issued);
        Note(issued, Answer(id, answer, Rows.Count, repeated: false, node));
    }

    /// <summary>Notes that a command was sent again and had the same answer.</summary>
    public void Repeat(string id, string node)
    {
        var kept = remembered.First(answer => answer.CommandId == id);
        Note(Ledger.Commands.First(command => command.CommandId == id), Answer(id, kept.Answer, kept.Version, repeated: true, node));
    }

    /// <summary>Saves a snapshot of now.</summary>
    public void Snapshot()
    {
        var snapshot = new EntitySnapshot(state, activation, [.. remembered], state.Status, state.MustRun);
        var data = CounterCodec.Instance.Encode(snapshot);
        Snapshots.Add(new SnapshotRow(Yard.ToString(), Rows.Count, $"{data.Name}/{data.Version}", data.Json));
    }

    /// <summary>Changes a row of the journal, as damage would.</summary>
    public void Damage(int sequence, Func<JournalRow, JournalRow> change) => Rows[sequence - 1] = change(Rows[sequence - 1]);

    /// <summary>Changes the JSON of a row.</summary>
    public void DamageJson(int sequence, Action<JsonObject> change) => Damage(sequence, row =>
    {
        var json = JsonNode.Parse(row.Message.Span)!.AsObject();
        change(json);
        return row with { Message = JsonSerializer.SerializeToUtf8Bytes(json) };
    });

    /// <summary>Notes an answer as it never should have been given.</summary>
    public void Note(Attempt attempt) => Ledger.Add(attempt);

    private EventMeta Catalogued(EventMeta meta, CounterState after)
    {
        var changed = meta with { Status = after.Status == status ? null : after.Status,
            MustRun = after.MustRun == mustRun ? null : after.MustRun };
        (status, mustRun) = (after.Status, after.MustRun);
        return changed;
    }

    private EntityAnswer Answer(string id, JournaledAnswer answer, long version, bool repeated, string node) => new(
        Yard, id, answer.Refused ? AnswerStatus.Refused : AnswerStatus.Accepted, answer.Code, answer.Detail, version, activation, repeated,
            View: answer.Refused ? null : state.View, Node: node);

    private void Note(IssuedCommand command, EntityAnswer answer)
    {
        Ledger.Add(new Attempt(
            command, 1, "g1", TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 0.5), TimeSpan.FromSeconds(10), answer));
        seconds++;
    }

    private void Write(IEntityEvent happened, EventMeta meta)
    {
        var data = CounterCodec.Instance.Encode(happened);
        var json = JsonNode.Parse(data.Json.Span)!.AsObject();
        json["_"] = JsonSerializer.SerializeToNode(meta, CounterCodec.Instance.Options);
        Rows.Add(new JournalRow(Rows.Count + 100, Yard.ToString(), Rows.Count + 1, $"{data.Name}/{data.Version}", HistoryReader.Serializer,
            JsonSerializer.SerializeToUtf8Bytes(json)));
    }
}
