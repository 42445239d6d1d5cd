using Fresnel.Inference;
using Fresnel.Media;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Commands;

/// <summary>One line and an exit code for each kind of fault that can reach the edge of a node.</summary>
internal static class Faults
{
    /// <summary>Describes a fault in one line, without a stack trace.</summary>
    public static (string Line, int ExitCode) Describe(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions.Count: 1 } one => Describe(one.InnerExceptions[0]),
        ModelException model => (ProgramEdge.OneLine(model.Message), ExitCodes.Input),
        MediaException media => (ProgramEdge.OneLine(media.Message), ExitCodes.Input),
        _ => ServiceFaults.Describe(fault),
    };
}
