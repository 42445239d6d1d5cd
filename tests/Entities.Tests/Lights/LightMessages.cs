using Fresnel.Entities.Decisions;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Tests.Lights;

public abstract record LightCommand;

public static class LightCommands
{
    [WireName("light.switch-on")]
    public sealed record SwitchOn : LightCommand;

    [WireName("light.switch-off")]
    public sealed record SwitchOff : LightCommand;

    [WireName("light.blink")]
    public sealed record Blink(int Times) : LightCommand;

    [WireName("light.set-wired")]
    public sealed record Wired : LightCommand;

    [WireName("light.break")]
    public sealed record Break : LightCommand;

    [WireName("light.confuse")]
    public sealed record Confuse : LightCommand;

    [WireName("light.say")]
    public sealed record Say(string Words) : LightCommand;

    [WireName("light.sing")]
    public sealed record Sing : LightCommand;
}

public abstract record LightEvent : IEntityEvent;

public static class LightEvents
{
    [WireName("light.switched-on")]
    public sealed record SwitchedOn(DateTimeOffset At) : LightEvent;

    [WireName("light.switched-off")]
    public sealed record SwitchedOff : LightEvent;

    [WireName("light.blinked")]
    public sealed record Blinked : LightEvent;

    [WireName("light.wired")]
    public sealed record Wired : LightEvent;

    [WireName("light.confused")]
    public sealed record Confused : LightEvent;

    /// <summary>An event that the light's state does not know.</summary>
    [WireName("light.exploded")]
    public sealed record Exploded : LightEvent;
}

public static class LightQueries
{
    [WireName("light.count-switches")]
    public sealed record CountSwitches;

    [WireName("light.switch-count")]
    public sealed record SwitchCount(int Switches);

    [WireName("light.read-mind")]
    public sealed record ReadMind;
}

public static class LightEffects
{
    public sealed record Wire(int Number) : IEffect;
}
