namespace Fresnel.Faults.Tests.Audit;

/// <summary>Where an entity stands.</summary>
/// <param name="Seq">The sequence number of its last event; 0 where it only answered commands.</param>
/// <param name="Activation">The newest activation that may write its events.</param>
internal sealed record EntityHead(long Seq, long Activation);
