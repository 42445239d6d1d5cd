namespace Fresnel.Engine.Protocol;

/// <summary>Whether a process is a member in good standing.</summary>
/// <param name="Good">Whether it may run entities.</param>
/// <param name="Detail">Why not, or more about it.</param>
internal sealed record HostStanding(bool Good, string? Detail = null);
