using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.SBR;
using Fresnel.Entities.Formation;

namespace Fresnel.Entities.Downing;

/// <summary>Akka's split-brain resolver and beside it a fast path for members whose process died. Created by Akka by reflection.</summary>
public sealed class FastDowningProvider : IDowningProvider
{
    private readonly SplitBrainResolverProvider resolver;
    private readonly Cluster cluster;
    private readonly NodeFormation formation;

    /// <summary>Creates the provider; called by Akka.</summary>
    /// <param name="system">The actor system, configured by <see cref="FormationHosting.WithFormation"/>.</param>
    /// <param name="cluster">Its cluster.</param>
    public FastDowningProvider(ActorSystem system, Cluster cluster)
    {
        resolver = new SplitBrainResolverProvider(system, cluster);
        this.cluster = cluster;
        formation = NodeFormation.Of(system);
    }

    /// <summary>Zero: the journal, not a waiting time, keeps two owners of an entity apart.</summary>
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    /// <inheritdoc/>
    public Props DowningActorProps => Props.Create(() => new FastDowning(cluster, formation, () => resolver.DowningActorProps));
}
