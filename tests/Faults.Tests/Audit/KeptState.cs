namespace Fresnel.Faults.Tests.Audit;

/// <summary>A snapshot.</summary>
/// <param name="Seq">The last event folded into it.</param>
/// <param name="State">The state.</param>
internal sealed record KeptState(long Seq, object State);
