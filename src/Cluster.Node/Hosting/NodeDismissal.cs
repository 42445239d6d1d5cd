using Fresnel.Clustering.Members;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>How a process ends whose part in the cluster was ended by others.</summary>
internal static class NodeDismissal
{
    /// <summary>The one line and the exit code.</summary>
    public static UserErrorException Fault(Dismissal dismissal) =>
        new(dismissal.Message, dismissal.Reason is DismissalReason.Left ? ExitCodes.Ok : ExitCodes.Dismissed);
}
