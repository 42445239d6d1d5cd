using Fresnel.Entities.Decisions;
using Fresnel.Messages;

namespace Fresnel.Entities.Tests.Lights;

/// <summary>A lamp: the entity of these tests. Switched on it must be wired, which is an effect; its completion is an event.</summary>
[WireName("light.state")]
public sealed record LightState(bool On, bool Wired, int Switches) : IEntityState<LightState, LightCommand, LightEvent>
{
    public static LightState Initial { get; } = new(false, false, 0);

    public string? Status => On ? "enabled" : "disabled";

    public bool MustRun => On;

    public object View => new LightView(On, Switches);

    public IEnumerable<IEffect> PendingEffects => On && !Wired ? [new LightEffects.Wire(Switches)] : [];

    public object? Answer(object query) => query is LightQueries.CountSwitches ? new LightQueries.SwitchCount(Switches) : null;

    public Decision<LightEvent> Decide(LightCommand command, DateTimeOffset now) => command switch
    {
        LightCommands.SwitchOn when On => Decision.Nothing("already on"),
        LightCommands.SwitchOn => Decision.Accept(new LightEvents.SwitchedOn(now)).Then(new LightEffects.Wire(Switches + 1)),
        LightCommands.SwitchOff when !On => Decision.Refuse("already-off", "The light is off."),
        LightCommands.SwitchOff => Decision.Accept(new LightEvents.SwitchedOff()),
        LightCommands.Blink blink => Decision.Accept([.. Enumerable.Repeat(new LightEvents.Blinked(), blink.Times)]),
        LightCommands.Wired when Wired => Decision.Nothing("already wired"),
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

[WireName("light.view")]
public sealed record LightView(bool On, int Switches);
