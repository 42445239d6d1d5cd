using Fresnel.Service.Configuration;
using Fresnel.Storage;
using Fresnel.Storage.Folder;

namespace Fresnel.Service.Commands;

/// <summary>One line and an exit code for each kind of fault that any process can meet.</summary>
public static class ServiceFaults
{
    /// <summary>Describes a fault in one line, without a stack trace.</summary>
    public static (string Line, int ExitCode) Describe(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions.Count: 1 } one => Describe(one.InnerExceptions[0]),
        ConfigurationException bad => (ProgramEdge.OneLine(bad.Message), ExitCodes.Usage),
        DataFolderException folder => (ProgramEdge.OneLine(folder.Message), ExitCodes.DataFolder),
        StoreDamagedException or StoreSchemaException or StoreUnavailableException => (ProgramEdge.OneLine(fault.Message), ExitCodes.DataFolder),
        UserErrorException user => (ProgramEdge.OneLine(user.Message), user.ExitCode),
        OperationCanceledException => ("stopped before it was done.", ExitCodes.Interrupted),
        FileNotFoundException missing => (ProgramEdge.OneLine(missing.Message), ExitCodes.Input),
        DirectoryNotFoundException missing => (ProgramEdge.OneLine(missing.Message), ExitCodes.Input),
        UnauthorizedAccessException denied => (ProgramEdge.OneLine(denied.Message), ExitCodes.Failed),
        IOException io => (ProgramEdge.OneLine(io.Message), ExitCodes.Failed),
        null => throw new ArgumentNullException(nameof(fault)),
        _ => ($"{fault.GetType().Name}: {ProgramEdge.OneLine(fault.Message)}", ExitCodes.Failed),
    };
}
