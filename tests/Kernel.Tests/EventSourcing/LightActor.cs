using Fresnel.Kernel.EventSourcing;
using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.EventSourcing;

internal sealed class LightActor(EntityEnvironment environment, Seen<string> seen) : EventSourcedActor<LightState, LightCommand, LightEvent>(environment)
{
    public bool Wires { get; init; } = true;

    protected override ValueTask PerformAsync(IEffect effect)
    {
        var wire = (LightEffects.Wire)effect;
        seen.Add($"wire {wire.Number}");
        if (Wires) Submit(new LightCommands.Wired());
        return default;
    }

    protected override ValueTask<object> AnswerAsync(object query) => query switch
    {
        LightCount => new(new LightCount(State.Switches)),
        _ => throw new UnknownCommandException(query),
    };

    protected override ValueTask OnMessageAsync(EntityMessage message)
    {
        seen.Add(message.GetType().Name);
        Submit(new LightCommands.Blink(1));
        return default;
    }

    protected override ValueTask OnLoadedAsync()
    {
        seen.Add($"loaded {Seq}");
        return default;
    }

    protected override void OnEvent(LightEvent @event, long seq, DateTimeOffset at) => seen.Add($"{seq} {@event.GetType().Name}");
}
