using System.CommandLine;

namespace Fresnel.Cluster.Node.Commands;

/// <summary><c>node</c>: one embedded node, with the cameras that its data folder knows.</summary>
public static class NodeCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var port = CommonOptions.Port();
        var set = CommonOptions.Set();
        var command = new Command("node", "Runs one node with its page and API, and the cameras its data folder knows.") { data, port, set };
        command.SetAction((parse, cancellation) => throw new UserErrorException("'node' is not there yet.", ExitCodes.Failed));
        return command;
    }
}
