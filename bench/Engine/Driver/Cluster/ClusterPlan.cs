using Fresnel.Engine.Driver.Machine;

namespace Fresnel.Engine.Driver.Cluster;

/// <summary>What a cluster is made of.</summary>
internal sealed record ClusterPlan
{
    /// <summary>How many nodes: <c>n1</c> and on. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>How many lighthouses: <c>l1</c> and on. Default 1.</summary>
    public int Lighthouses { get; init; } = 1;

    /// <summary>
    /// Whether members have network namespaces of their own, so that they can be cut off and refused. Default false: loopback.
    /// </summary>
    public bool Namespaces { get; init; }

    /// <summary>Whether each member reaches PostgreSQL by a relay that can be cut. Always so in namespaces. Default false.</summary>
    public bool Relays { get; init; }

    /// <summary>Whether nodes start before the lighthouses, so that one of them is the oldest member. Default false.</summary>
    public bool NodesFirst { get; init; }

    /// <summary>Further arguments of every host process.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What host processes run; this build where null.</summary>
    public HostProgram? Program { get; init; }
}
