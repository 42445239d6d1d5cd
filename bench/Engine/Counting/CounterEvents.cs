using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Counting;

/// <summary>An event of a counter.</summary>
public abstract record CounterEvent : IEntityEvent;

/// <summary>What happens to a counter.</summary>
public static class CounterEvents
{
    /// <summary>Something was added to the total.</summary>
    /// <param name="N">How much.</param>
    [WireName("counter.added")]
    public sealed record Added(long N) : CounterEvent;

    /// <summary>The label changed.</summary>
    /// <param name="Label">The new label.</param>
    [WireName("counter.labelled")]
    public sealed record Labelled(string Label) : CounterEvent;

    /// <summary>The counter must run.</summary>
    [WireName("counter.enabled")]
    public sealed record Enabled : CounterEvent;

    /// <summary>The counter need not run.</summary>
    [WireName("counter.disabled")]
    public sealed record Disabled : CounterEvent;
}
