using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Kernel.Tests.EventSourcing;

/// <summary>A lamp: the entity of these tests. Switched on it must be wired, which is an effect; its completion is an event.</summary>
public sealed record LightState(bool On, bool Wired, int Switches) : IEntityState<LightState, LightCommand, LightEvent>
{
    public static LightState Initial { get; } = new(false, false, 0);

    public string? Status => On ? "enabled" : "disabled";

    public bool MustStay => On;

    public IEnumerable<IEffect> PendingEffects => On && !Wired ? [new LightEffects.Wire(Switches)] : [];

    public Decision<LightEvent> Decide(LightCommand command, DateTimeOffset now) => command switch
    {
        LightCommands.SwitchOn when On => Decision.Nothing("already on"),
        LightCommands.SwitchOn => Decision.Accept(new LightEvents.SwitchedOn(now)).Then(new LightEffects.Wire(Switches + 1)),
        LightCommands.SwitchOff when !On => Decision.Refuse("already-off", "The light is off."),
        LightCommands.SwitchOff => Decision.Accept(new LightEvents.SwitchedOff()),
        LightCommands.Blink blink => Decision.Accept([.. Enumerable.Repeat(new LightEvents.Blinked(), blink.Times)]).Reply(new LightCount(Switches + blink.Times)),
        LightCommands.Wired => Decision.Accept(new LightEvents.Wired()),
        LightCommands.Break => throw new InvalidOperationException("broken"),
        LightCommands.Confuse => Decision.Accept(new LightEvents.Confused()),
        _ => throw new UnknownCommandException(command),
    };

    public LightState Apply(LightEvent @event) => @event switch
    {
        LightEvents.SwitchedOn => this with { On = true, Wired = false, Switches = Switches + 1 },
        LightEvents.SwitchedOff => this with { On = false, Wired = false, Switches = Switches + 1 },
        LightEvents.Blinked => this with { Switches = Switches + 1 },
        LightEvents.Wired => this with { Wired = true },
        _ => throw new UnknownEventException(@event),
    };
}

public abstract record LightCommand;

public static class LightCommands
{
    public sealed record SwitchOn : LightCommand;

    public sealed record SwitchOff : LightCommand;

    public sealed record Blink(int Times) : LightCommand;

    public sealed record Wired : LightCommand;

    public sealed record Break : LightCommand;

    public sealed record Confuse : LightCommand;

    public sealed record Sing : LightCommand;
}

public abstract record LightEvent;

public static class LightEvents
{
    public sealed record SwitchedOn(DateTimeOffset At) : LightEvent;

    public sealed record SwitchedOff : LightEvent;

    public sealed record Blinked : LightEvent;

    public sealed record Wired : LightEvent;

    public sealed record Confused : LightEvent;
}

public static class LightEffects
{
    public sealed record Wire(int Number) : IEffect;
}

/// <summary>The query, and its answer.</summary>
public sealed record LightCount(int Switches);

/// <summary>A message of the lamp's own.</summary>
public sealed record LightNudge : EntityMessage;
