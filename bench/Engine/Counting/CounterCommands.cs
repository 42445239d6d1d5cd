using Fresnel.Messages;

namespace Fresnel.Engine.Counting;

/// <summary>A command to a counter.</summary>
public abstract record CounterCommand;

/// <summary>What a counter can be asked to do.</summary>
public static class CounterCommands
{
    /// <summary>Adds to the total. Always accepted.</summary>
    /// <param name="N">How much, of any sign.</param>
    [WireName("counter.add")]
    public sealed record Add(long N) : CounterCommand;

    /// <summary>Adds to the total, or is refused as <c>too-large</c>.</summary>
    /// <param name="N">How much, at most <see cref="CounterState.MostAtOnce"/>.</param>
    [WireName("counter.add-at-most")]
    public sealed record AddAtMost(long N) : CounterCommand;

    /// <summary>Gives the counter a label. Nothing happens where it has that label.</summary>
    /// <param name="Label">The label.</param>
    [WireName("counter.set-label")]
    public sealed record SetLabel(string Label) : CounterCommand;

    /// <summary>From now on the counter must run.</summary>
    [WireName("counter.enable")]
    public sealed record Enable : CounterCommand;

    /// <summary>From now on the counter need not run.</summary>
    [WireName("counter.disable")]
    public sealed record Disable : CounterCommand;
}
