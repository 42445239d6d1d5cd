namespace Fresnel.Engine.Protocol;

/// <summary>A member of the cluster as one process sees it.</summary>
/// <param name="Address">The address, <c>host:port</c>.</param>
/// <param name="Uid">The incarnation.</param>
/// <param name="Status">The status in Akka's words: <c>Up</c>.</param>
/// <param name="Reachable">Whether the member is reachable.</param>
/// <param name="Roles">The roles.</param>
internal sealed record MemberSight(string Address, long Uid, string Status, bool Reachable, IReadOnlyList<string> Roles);
