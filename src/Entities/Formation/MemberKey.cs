using Akka.Actor;
using Akka.Cluster;

namespace Fresnel.Entities.Formation;

/// <summary>One run of a process of the cluster, as the database knows it.</summary>
/// <param name="Endpoint">Where its remoting is reached: <c>host:port</c>.</param>
/// <param name="Uid">The number that Akka gave this run of the process.</param>
internal readonly record struct MemberKey(string Endpoint, int Uid)
{
    /// <summary>Returns the key of a cluster member.</summary>
    public static MemberKey Of(UniqueAddress address) => new(EndpointOf(address.Address), address.Uid);

    /// <summary>Returns <c>host:port</c>. (Akka's <c>HostPort()</c> also contains the name of the system.)</summary>
    public static string EndpointOf(Address address) => $"{address.Host}:{address.Port}";

    /// <summary>Returns <c>host:port#uid</c>: the owner as the lease row names it.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Endpoint}#{Uid}");
}
