using Fresnel.Messages;

namespace Fresnel.Simulation.Load;

/// <summary>What happens to a tally. Each names the command that caused it, for the checks.</summary>
public abstract record TallyEvents(long Number)
{
    /// <summary>Something was added.</summary>
    [WireName("tally.added")]
    public sealed record Added(long Number, int Amount) : TallyEvents(Number);

    /// <summary>It must run.</summary>
    [WireName("tally.enabled")]
    public sealed record Enabled(long Number) : TallyEvents(Number);

    /// <summary>It need not run.</summary>
    [WireName("tally.disabled")]
    public sealed record Disabled(long Number) : TallyEvents(Number);
}
