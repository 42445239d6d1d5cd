using Fresnel.Messages;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>A command whose caller had a final answer.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="CommandId">The id under which the journal must know it.</param>
/// <param name="RefusalCode">The code of the refusal the caller had; null where it was accepted.</param>
/// <param name="Reply">The whole reply, where the caller had it.</param>
internal sealed record AcknowledgedCommand(EntityId Entity, string CommandId, string? RefusalCode, object? Reply = null);
