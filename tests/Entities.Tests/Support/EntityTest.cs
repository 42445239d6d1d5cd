using Akka.Actor;
using Akka.TestKit.Xunit2;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace Fresnel.Entities.Tests.Support;

/// <summary>A lamp over a journal that can be told to misbehave. An actor of the test stands in for the shard.</summary>
public abstract class EntityTest : TestKit
{
    protected static readonly EntityId Hall = new("light", "hall");

    private int owners;

    protected EntityTest(EntityTestStore store, ITestOutputHelper output)
        : base(store.Start(), output) =>
        Store = store;

    protected EntityTestStore Store { get; }

    protected override void AfterAll()
    {
        base.AfterAll();
        Store.Dispose();
    }

    protected JournalFaults Faults => Store.Faults;

    /// <summary>The time that entities see. The scheduler's is real.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    protected WireCodec Codec { get; } = EntityTestStore.Codec;

    protected SwitchableStanding Standing { get; } = new();

    /// <summary>What a lamp's runner was told, in order.</summary>
    protected Akka.TestKit.TestProbe Runner => runner ??= CreateTestProbe("runner");

    private Akka.TestKit.TestProbe? runner;

    /// <summary>What the parent told its shard.</summary>
    protected Akka.TestKit.TestProbe Shard => shard ??= CreateTestProbe("shard");

    private Akka.TestKit.TestProbe? shard;

    /// <summary>Starts an owner of the lamp, as a shard does.</summary>
    protected IActorRef Start(EntityOptions? options = null, bool wires = true, EntityId? entity = null)
    {
        var name = $"owner-{++owners}";
        var id = entity ?? Hall;
        var settings = options ?? new EntityOptions();
        var node = new NodeIdentity($"{name}:1", $"{name}:1#{owners}");
        var fences = new EntityFences(Time);
        var report = Runner.Ref;
        Func<EntityLife, Props> state = life => Props.Create(() => new EntityActor<LightState, LightCommand, LightEvent>(
            id, life, settings, Codec, Standing, node, Time, Store.Logger));
        Func<EntityId, Props> run = _ => Props.Create(() => new LightRunner(report, wires));
        var parent = Props.Create(() => new EntityParent(
            id, state, run, fences, settings, node, Time, Store.Logger));
        return Sys.ActorOf(Props.Create(() => new StandInShard(parent, Shard.Ref)), name);
    }

    protected Task<EntityAnswer> SendAsync(IActorRef owner, LightCommand command, string id, TimeSpan? deadline = null, string? trace = null) =>
        AskAsync(owner, new EntityMessages.Command(Hall, id, command, Time.GetUtcNow() + (deadline ?? TimeSpan.FromMinutes(1)), trace));

    /// <summary>Sends until any answer comes: a state that just failed answers nothing, and its callers repeat.</summary>
    protected async Task<EntityAnswer> AskAsync(IActorRef owner, IEntityMessage message)
    {
        var answer = CreateTestProbe();
        for (var attempt = 0; attempt < 150; attempt++)
        {
            owner.Tell(message, answer.Ref);
            if (await answer.ReceiveOneAsync(TimeSpan.FromMilliseconds(200)) is EntityAnswer found) return found;
        }

        throw new TimeoutException($"{message} was not answered.");
    }

    /// <summary>As the gateway does: again until the answer is final.</summary>
    protected async Task<EntityAnswer> SendUntilFinalAsync(IActorRef owner, LightCommand command, string id)
    {
        while (true)
        {
            var answer = await SendAsync(owner, command, id);
            if (answer.Code is not (AnswerCodes.StoreUnavailable or AnswerCodes.Starting)) return answer;
            await Task.Delay(10);
        }
    }

    protected Task<EntityAnswer> QueryAsync(IActorRef owner, object query) =>
        AskAsync(owner, new EntityMessages.Query(Hall, Guid.NewGuid().ToString("N"), query, Time.GetUtcNow() + TimeSpan.FromMinutes(1)));

    protected async Task<int> CountAsync(IActorRef owner)
    {
        var answer = await QueryAsync(owner, new EntityMessages.GetView());
        for (; answer.Code is AnswerCodes.Starting; answer = await QueryAsync(owner, new EntityMessages.GetView())) await Task.Delay(10);
        return ((LightView)answer.View!).Switches;
    }

    /// <summary>The rows of an entity, as an owner would read them.</summary>
    protected async Task<IReadOnlyList<JournaledEvent>> RowsAsync(EntityId? entity = null)
    {
        var reader = Sys.ActorOf(Props.Create(() => new RowReader((entity ?? Hall).ToString())));
        var rows = await reader.Ask<IReadOnlyList<JournaledEvent>>(RowReader.Read.Instance, Store.Patience);
        await reader.GracefulStop(Store.Patience);
        return rows;
    }

    /// <summary>The names of the light's own events.</summary>
    protected async Task<string[]> EventsAsync() =>
        [.. (await RowsAsync()).Where(row => row.Event is LightEvent).Select(row => row.Event.GetType().Name)];

    /// <summary>Writes behind the owner's back.</summary>
    protected async Task WriteAsync(params JournaledEvent[] rows)
    {
        var writer = Sys.ActorOf(Props.Create(() => new RowReader(Hall.ToString())));
        foreach (var row in rows) await writer.Ask<RowReader.Written>(row, Store.Patience);
        await writer.GracefulStop(Store.Patience);
    }

    /// <summary>The rows of the lamp's snapshots, newest first.</summary>
    protected async Task<long[]> SnapshotsAsync()
    {
        var reader = Sys.ActorOf(Props.Create(() => new SnapshotReader(Hall.ToString())));
        var found = new List<long>();
        for (var most = long.MaxValue; ; most = found[^1] - 1)
        {
            if ((await reader.Ask<SnapshotReader.Found>(most, Store.Patience)).Seq is not { } seq) return [.. found];
            found.Add(seq);
        }
    }

    /// <summary>Saves a snapshot behind the owner's back.</summary>
    protected Task SaveSnapshotAsync(EntitySnapshot snapshot, long seq) =>
        Sys.ActorOf(Props.Create(() => new SnapshotReader(Hall.ToString()))).Ask<SnapshotReader.Found>((snapshot, seq), Store.Patience);

    protected async Task StopAsync(IActorRef owner)
    {
        Watch(owner);
        owner.Tell(EntityStop.Instance);
        await ExpectTerminatedAsync(owner, Store.Patience);
    }

    /// <summary>Waits until a condition holds.</summary>
    protected Task EventuallyAsync(Func<Task<bool>> condition) => AwaitConditionAsync(condition, Store.Patience, TimeSpan.FromMilliseconds(10));

    protected static JournaledEvent Row(IEntityEvent @event, long activation) => new(@event, new EventMeta(DateTimeOffset.UnixEpoch, activation));
}
