using Akka.Cluster;

namespace Fresnel.Entities.Entity;

/// <summary>This process as entities name it.</summary>
/// <param name="Address"><c>host:port</c>, for answers.</param>
/// <param name="Incarnation"><c>host:port#uid</c>, for activations: another number after each start.</param>
public sealed record NodeIdentity(string Address, string Incarnation)
{
    /// <summary>The identity of a member of a cluster.</summary>
    public static NodeIdentity Of(UniqueAddress member)
    {
        ArgumentNullException.ThrowIfNull(member);
        var address = $"{member.Address.Host}:{member.Address.Port}";
        return new NodeIdentity(address, $"{address}#{member.Uid}");
    }
}
