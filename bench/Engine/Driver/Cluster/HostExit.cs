namespace Fresnel.Engine.Driver.Cluster;

/// <summary>A host process ended.</summary>
/// <param name="Seat">Its name.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Code">Its exit code; 128 and the signal where one ended it.</param>
/// <param name="At">When it was seen.</param>
/// <param name="Wanted">Whether the driver ended it.</param>
internal sealed record HostExit(string Seat, int ProcessId, int Code, TimeSpan At, bool Wanted);
