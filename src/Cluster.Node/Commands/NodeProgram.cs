using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Commands;

/// <summary>The node's program: its verbs, run at the edge.</summary>
public static class NodeProgram
{
    /// <summary>Runs the verb named by the arguments.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where the one line about a fault goes.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        ProgramEdge.RunAsync(RootVerbs.Create(), args, Faults.Describe, output, error);
}
