using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Analysis;

/// <summary>How long an entity took from a fault until it acknowledged a new command.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Gap">How long; null where it never did.</param>
internal sealed record FaultGap(EntityId Entity, TimeSpan? Gap);
