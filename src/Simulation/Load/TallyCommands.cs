using Fresnel.Messages;

namespace Fresnel.Simulation.Load;

/// <summary>What a tally is asked.</summary>
public abstract record TallyCommands
{
    /// <summary>Adds; a negative amount is refused.</summary>
    /// <param name="Number">Names the command in the world, for the checks.</param>
    /// <param name="Amount">How much.</param>
    [WireName("tally.add")]
    public sealed record Add(long Number, int Amount) : TallyCommands;

    /// <summary>From now on it must run.</summary>
    [WireName("tally.enable")]
    public sealed record Enable(long Number) : TallyCommands;

    /// <summary>From now on it need not run.</summary>
    [WireName("tally.disable")]
    public sealed record Disable(long Number) : TallyCommands;

    /// <summary>Cannot be handled: every attempt fails.</summary>
    [WireName("tally.fail")]
    public sealed record Fail(long Number) : TallyCommands;
}
