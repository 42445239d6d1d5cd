using Akka.Actor;
using Akka.Cluster;
using Fresnel.Entities.Formation;

namespace Fresnel.Formation.Tests.Support;

/// <summary>Clusters that exist on paper only, for the pure decisions.</summary>
internal static class Clusters
{
    /// <summary>The address of member <paramref name="number"/>.</summary>
    public static UniqueAddress Address(int number) => new(new Address("akka.ssl.tcp", "fresnel", $"10.0.0.{number}", 8451), number);

    /// <summary>A member that is up and hosts coordinators.</summary>
    public static ClusterMember Member(int number, MemberStatus status = MemberStatus.Up, bool host = true, bool reachable = true) =>
        new(Address(number), status, host, reachable);

    /// <summary>The cluster as member 1 sees it.</summary>
    public static ClusterSnapshot Of(params ClusterMember[] members) => new(Address(1), members);
}
