using System.CommandLine;
using Fresnel.Cluster.Node.Analyze;

namespace Fresnel.Cluster.Node.Commands;

/// <summary>The verbs of the node's process.</summary>
public static class RootVerbs
{
    /// <summary>The command line with every verb.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Fresnel watches live video and keeps what happened: people, episodes, outages.")
        {
            AnalyzeCommand.Create(),
            DemoCommand.Create(),
            NodeCommand.Create(),
        };
        return root;
    }
}
