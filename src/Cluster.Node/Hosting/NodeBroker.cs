using Fresnel.Clustering.Broker;
using Fresnel.Clustering.InProcess;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Service.Cluster;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>The broker of a node: the one inside, or the cluster's.</summary>
internal static class NodeBroker
{
    /// <summary>The broker and its product; the cluster's is waited for until it is reached.</summary>
    public static Task<(IBroker Broker, string Product)> ReachAsync(NodeConfiguration configuration, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        return configuration.Cluster.IsSet
            ? ClusterStart.ReachBrokerAsync(configuration.Cluster, configuration.Node.Name, log, time, cancellationToken)
            : Task.FromResult<(IBroker, string)>((new InProcessBroker(time), "in-process"));
    }
}
