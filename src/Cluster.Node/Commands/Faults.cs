using Fresnel.Cluster.Node.Configuration;
using Fresnel.Inference;
using Fresnel.Journal;
using Fresnel.Journal.Folder;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Media;

namespace Fresnel.Cluster.Node.Commands;

/// <summary>One line and an exit code for each kind of fault that can reach the edge.</summary>
internal static class Faults
{
    /// <summary>Describes a fault in one line, without a stack trace.</summary>
    public static (string Line, int ExitCode) Describe(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions.Count: 1 } one => Describe(one.InnerExceptions[0]),
        ConfigurationException bad => (ProgramEdge.OneLine(bad.Message), ExitCodes.Usage),
        DataFolderException folder => (ProgramEdge.OneLine(folder.Message), ExitCodes.DataFolder),
        StoreDamagedException or JournalSchemaException or JournalUnavailableException => (ProgramEdge.OneLine(fault.Message), ExitCodes.DataFolder),
        ModelException model => (ProgramEdge.OneLine(model.Message), ExitCodes.Input),
        MediaException media => (ProgramEdge.OneLine(media.Message), ExitCodes.Input),
        UserErrorException user => (ProgramEdge.OneLine(user.Message), user.ExitCode),
        OperationCanceledException => ("stopped before it was done.", ExitCodes.Interrupted),
        FileNotFoundException missing => (ProgramEdge.OneLine(missing.Message), ExitCodes.Input),
        DirectoryNotFoundException missing => (ProgramEdge.OneLine(missing.Message), ExitCodes.Input),
        UnauthorizedAccessException denied => (ProgramEdge.OneLine(denied.Message), ExitCodes.Failed),
        IOException io => (ProgramEdge.OneLine(io.Message), ExitCodes.Failed),
        _ => ($"{fault.GetType().Name}: {ProgramEdge.OneLine(fault.Message)}", ExitCodes.Failed),
    };
}
