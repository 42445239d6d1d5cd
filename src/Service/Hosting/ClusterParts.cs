using Fresnel.Service.Api.Streams;
using Fresnel.Service.Cluster;
using Fresnel.Service.Peers;

namespace Fresnel.Service.Hosting;

/// <summary>What the API of the cluster is made of, in every process.</summary>
public static class ClusterParts
{
    /// <summary>Adds it; a <see cref="Clustering.ClusterNode"/>, <see cref="ClusterFacts"/>, a journal, <see cref="PeerOptions"/> and a clock are the process's to add.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services) => services
        .AddSingleton<ClusterView>().AddSingleton<ClusterReader>().AddSingleton<EntityExplainer>().AddSingleton<HappeningFeed>().AddSingleton<PeerClient>().AddSingleton<PeerForwarder>();
}
