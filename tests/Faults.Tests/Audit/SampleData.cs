using Fresnel.Actors.Cameras;
using Fresnel.Actors.Cameras.Views;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Events;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Messages.Observations;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Projections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>A data folder as a node leaves it, written through the real stores: one camera, two owners one after the other.</summary>
internal sealed class SampleData : IDisposable
{
    public static readonly EntityId Yard = new("camera", "yard");
    public static readonly StreamKey Stream = new("camera", "yard");
    private static readonly CameraSettings Settings = new() { Source = "/videos/yard.mp4" };
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly WireCodec wire = NodeStores.Codec();
    private readonly KernelCodec codec = new(NodeStores.Codec());
    private CameraState state = CameraState.Initial;
    private long seq;

    public string Folder { get; } = Directory.CreateTempSubdirectory("fresnel-sample-").FullName;

    public CommandLedger Ledger { get; } = new();

    public static int Shard => Shards.Of(Yard, Shards.DefaultCount);

    public static async Task<SampleData> CreateAsync()
    {
        var sample = new SampleData();
        using var folder = DataFolder.Open(sample.Folder);
        await using var journal = SqliteJournal.Open(folder.JournalFile, Shards.DefaultCount);
        await using var observations = SqliteObservationStore.Open(folder.ObservationsFile);
        await sample.WriteAsync(journal, observations, folder.ProjectionsFile);
        return sample;
    }

    /// <summary>Writes the same to other stores.</summary>
    /// <param name="journal">An empty journal.</param>
    /// <param name="observations">An empty store.</param>
    /// <param name="projectionsFile">Where the view of the journal is kept.</param>
    public static async Task<SampleData> CreateAsync(IJournal journal, IObservationStore observations, string projectionsFile)
    {
        var sample = new SampleData();
        await sample.WriteAsync(journal, observations, projectionsFile);
        return sample;
    }

    /// <summary>Writes an event as a wrong program would: whatever its epoch and cause.</summary>
    public async Task AppendAsync(IJournal journal, long epoch, string cause, CameraEvent @event)
    {
        var outcome = await journal.AppendAsync(Entry(epoch, [@event], cause), default);
        Assert.Equal(new AppendOutcome.Accepted(++seq), outcome);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task WriteAsync(IJournal journal, IObservationStore observations, string projectionsFile)
    {
        var baton = (await journal.AdvanceBatonsAsync([Shard], default))[0];
        var first = (await journal.ClaimAsync(Shard, baton, "first", default))!.Value;
        await CommandAsync(journal, first, "create:a", new CameraCommands.Create(Settings));
        await CommandAsync(journal, first, "change:b", new CameraCommands.Change(Settings with { Title = "Yard" }));
        var second = (await journal.ClaimAsync(Shard, baton, "second", default))!.Value;
        await CommandAsync(journal, second, "disable:c", new CameraCommands.Disable());
        await CommandAsync(journal, second, "change:d", new CameraCommands.Change(Settings, 1));
        await journal.SaveSnapshotAsync(Stream, new StoredSnapshot(seq, codec.Encode(state)), default);
        await FoldAsync(journal, projectionsFile);
        await SeeAsync(observations, first, second);
    }

    private async Task CommandAsync(IJournal journal, long epoch, string id, CameraCommand command)
    {
        var decision = state.Decide(command, Noon.AddSeconds(seq));
        var outcome = await journal.AppendAsync(Entry(epoch, decision.Events, id) with { CommandId = id, Reply = codec.Encode(decision.Reply) }, default);
        seq += decision.Events.Count;
        Assert.Equal(new AppendOutcome.Accepted(seq), outcome);
        foreach (var @event in decision.Events) state = state.Apply(@event);
        Ledger.Add(new AcknowledgedCommand(Yard, id, decision.Refusal?.Code, decision.Reply));
    }

    private Append Entry(long epoch, IReadOnlyList<CameraEvent> events, string cause) => new()
    {
        Stream = Stream,
        Shard = Shard,
        Epoch = epoch,
        ExpectedSeq = seq,
        AppendId = Guid.NewGuid(),
        Events = [.. events.Select(codec.Encode)],
        Meta = System.Text.Encoding.UTF8.GetBytes($$"""{"causation":"{{cause}}"}"""),
        At = Noon.AddSeconds(seq),
    };

    private async Task FoldAsync(IJournal journal, string projectionsFile)
    {
        await using var store = SqliteProjectionStore.Open(projectionsFile);
        await using var views = new CameraViewsRunner(new ProjectionRunner(new CameraProjection(), new JournalEventSource(journal), wire, store, TimeProvider.System, NullLogger<ProjectionRunner>.Instance));
        views.Start();
        await views.CatchUpAsync(default);
    }

    // The first owner, paused and taken for dead, went on seeing for a while.
    private static async Task SeeAsync(IObservationStore store, long first, long second)
    {
        foreach (var (epoch, from) in new[] { (first, 0), (second, 5) })
        {
            var seen = Enumerable.Range(from, 10).Select(i => new Observation(Yard, epoch, Noon.AddSeconds(i), TimeSpan.FromSeconds(i), i, [new SeenObject(1, "person", 1, new(1, 2, 3, 4))]));
            await store.WriteAsync(new ObservationBatch([.. seen], [new SeenMark(Yard, epoch, Noon.AddSeconds(from + 9))]), default);
        }
    }
}
