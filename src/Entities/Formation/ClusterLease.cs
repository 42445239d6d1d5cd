using Akka.Actor;
using Akka.Coordination;

namespace Fresnel.Entities.Formation;

/// <summary>
/// The lease row as the split-brain resolver uses it. It never releases the lease: the row is held for as long as the cluster lives. An
/// embedded node holds it always.
/// </summary>
public sealed class ClusterLease : Lease
{
    private readonly NodeFormation formation;

    /// <summary>Creates the lease; called by Akka.</summary>
    /// <param name="settings">The settings of the lease.</param>
    /// <param name="system">The actor system, configured by <see cref="FormationHosting.WithFormation"/>.</param>
    public ClusterLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings) => formation = NodeFormation.Of(system);

    /// <inheritdoc/>
    public override Task<bool> Acquire() => formation.IsEmbedded ? Task.FromResult(true) : formation.Claim.AcquireAsync();

    /// <inheritdoc/>
    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    /// <inheritdoc/>
    public override Task<bool> Release() => Task.FromResult(true);

    /// <inheritdoc/>
    public override bool CheckLease() => formation.IsEmbedded || formation.Lease.IsHeld;
}
