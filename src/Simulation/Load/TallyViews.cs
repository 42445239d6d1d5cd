using Fresnel.Messages;

namespace Fresnel.Simulation.Load;

/// <summary>What a tally answers.</summary>
public static class TallyViews
{
    /// <summary>Asks for the total.</summary>
    [WireName("tally.read")]
    public sealed record Read;

    /// <summary>The total, after the command that it answers.</summary>
    [WireName("tally.total")]
    public sealed record Total(long Sum);
}
