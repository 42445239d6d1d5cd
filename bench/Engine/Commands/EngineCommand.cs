using System.CommandLine;

namespace Fresnel.Engine.Commands;

/// <summary>The command line.</summary>
internal static class EngineCommand
{
    /// <summary>The command line with every verb.</summary>
    public static RootCommand Create() => new("Tries and measures the engine of entities on real processes, with a counter.")
    {
        BenchVerb.Create(),
        WritersVerb.Create(),
        HostVerb.Create(Protocol.HostRole.Node, "A node of a cluster, started by the driver."),
        HostVerb.Create(Protocol.HostRole.Lighthouse, "A lighthouse of a cluster, started by the driver."),
        HostVerb.Create(Protocol.HostRole.Embedded, "A cluster of one on SQLite, started by the driver."),
    };
}
