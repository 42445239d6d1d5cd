namespace Fresnel.LocalCluster;

/// <summary>Something about a cluster of this machine cannot be done.</summary>
/// <param name="message">What, with the value and what would help, in one line.</param>
/// <param name="fault">Of which kind it is.</param>
/// <param name="inner">The cause.</param>
public sealed class LocalClusterException(string message, LocalClusterFault fault = LocalClusterFault.Failed, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Of which kind it is.</summary>
    public LocalClusterFault Fault { get; } = fault;
}
