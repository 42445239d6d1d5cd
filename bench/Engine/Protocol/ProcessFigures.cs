namespace Fresnel.Engine.Protocol;

/// <summary>What a process uses.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="ManagedBytes">Managed memory in use, garbage included.</param>
/// <param name="ProcessorSeconds">Processor time since its start.</param>
/// <param name="Threads">Its threads.</param>
internal sealed record ProcessFigures(long ResidentBytes, long ManagedBytes, double ProcessorSeconds, int Threads);
