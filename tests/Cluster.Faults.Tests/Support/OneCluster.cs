namespace Fresnel.Cluster.Faults.Tests.Support;

/// <summary>The tests run one after the other, each with a cluster of its own on servers that all share.</summary>
[CollectionDefinition(Name)]
public sealed class OneCluster : ICollectionFixture<ClusterServers>
{
    public const string Name = "cluster";
}
