namespace Fresnel.Engine.Protocol;

/// <summary>Who a host process is.</summary>
/// <param name="Name">The name it was started with.</param>
/// <param name="Role">Its role.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="Address">Its address as a member: <c>host:port</c>.</param>
/// <param name="Uid">Its incarnation as a member.</param>
internal sealed record HostIdentity(string Name, HostRole Role, int ProcessId, string Address, long Uid);
