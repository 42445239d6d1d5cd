using Fresnel.Kernel.EventSourcing;
using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.EventSourcing;

/// <summary>A lamp over a journal in memory.</summary>
public abstract class EntityTest : KernelTest, IEntityHost
{
    private protected static readonly StreamKey Key = new("light", "hall");

    private protected MemoryStore Store { get; } = new();

    private protected Seen<string> Seen { get; } = new();

    private protected Seen<string> Host { get; } = new();

    public void OnIdle(StreamKey entity, ActorRef<EntityMessage> actor) => Host.Add($"idle {entity}");

    public void OnFenced(StreamKey entity, ActorRef<EntityMessage> actor, long epoch) => Host.Add($"fenced {entity} {epoch}");

    private protected ActorRef<EntityMessage> Load(EntityOptions? options = null, bool wires = true, long epoch = 1) => Kernel.System.Spawn(() => new LightActor(
        new EntityEnvironment
        {
            Stream = Key,
            Shard = 7,
            Epoch = epoch,
            Store = Store,
            Codec = new LightCodec(),
            Host = this,
            Options = options ?? new() { AppendRetryDelay = TimeSpan.Zero },
        },
        Seen) { Wires = wires });

    private protected static Task<EntityReply> SendAsync(ActorRef<EntityMessage> light, LightCommand command, string? id = null) =>
        Eventually.WithinAsync(light.Ask<EntityReply>(to => new EntityCommand(command, id, to), TimeSpan.FromMinutes(1)).AsTask());

    private protected static Task<EntityReply> QueryAsync(ActorRef<EntityMessage> light, object query) =>
        Eventually.WithinAsync(light.Ask<EntityReply>(to => new EntityQuery(query, to), TimeSpan.FromMinutes(1)).AsTask());

    private protected static async Task<int> CountAsync(ActorRef<EntityMessage> light) =>
        ((LightCount)new LightCodec().Decode((await QueryAsync(light, new LightCount(0))).Message)).Switches;

    private protected string[] EventTypes() => [.. Store.Events(Key).Select(stored => stored.Message.Type)];
}
