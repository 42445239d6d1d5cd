namespace Fresnel.Cluster.Node.Hosting;

/// <summary>Milestones of a node.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "Node {Node} starts in {Folder}")]
    public static partial void Starting(this ILogger log, string node, string folder);

    [LoggerMessage(2, LogLevel.Information, "Node {Node} serves {Address}")]
    public static partial void Started(this ILogger log, string node, Uri address);
}
