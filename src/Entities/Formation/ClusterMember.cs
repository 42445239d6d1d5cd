using Akka.Cluster;

namespace Fresnel.Entities.Formation;

/// <summary>A member of the cluster at one moment.</summary>
/// <param name="Address">Its address and uid.</param>
/// <param name="Status">Its status.</param>
/// <param name="Host">Whether it hosts coordinators.</param>
/// <param name="Reachable">Whether this process's side reaches it.</param>
internal sealed record ClusterMember(UniqueAddress Address, MemberStatus Status, bool Host, bool Reachable)
{
    /// <summary>The member as the database knows it.</summary>
    public MemberKey Key { get; } = MemberKey.Of(Address);

    /// <summary>Whether it counts where sides are compared: it was up and was not removed since.</summary>
    public bool Counts => Status is MemberStatus.Up or MemberStatus.Leaving;
}
