namespace Fresnel.Entities.Entity;

/// <summary>What one working life of the state's actor is started with. A new one for each start.</summary>
/// <param name="HeldActivation">The activation that this entity's parent holds already; 0 where it holds none.</param>
/// <param name="IgnoreSnapshots">Whether to recover from the events alone.</param>
/// <param name="NotBefore">The time before which no activation may begin here, because the entity was fenced here.</param>
internal sealed record EntityLife(long HeldActivation, bool IgnoreSnapshots, DateTimeOffset NotBefore);
