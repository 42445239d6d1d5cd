using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Wire.Tests.Clusters;

/// <summary>What the nodes of <see cref="ClusterNode"/> send to one another.</summary>
public static class ClusterMessages
{
    /// <summary>Asks an actor where it lives; answered with <see cref="Here"/>.</summary>
    [WireName("test.where")]
    public sealed record Where : IWireMessage;

    /// <summary>The address of the node on which an actor lives.</summary>
    [WireName("test.here")]
    public sealed record Here(string Node) : IWireMessage;

    /// <summary>One was added to a tally.</summary>
    [WireName("test.added")]
    public sealed record Added(string Node) : IEntityEvent;

    /// <summary>Adds one to a tally.</summary>
    [WireName("test.add")]
    public sealed record Add;

    /// <summary>A tally's count, as a view and as a state.</summary>
    [WireName("test.count")]
    public sealed record Count(int Value);
}
