namespace Fresnel.Kernel.Supervision;

/// <summary>A child failed.</summary>
/// <param name="Child">The child.</param>
/// <param name="Exception">Why.</param>
/// <param name="Restarts">Its restarts within the strategy's window so far.</param>
public readonly record struct ChildFailure(ActorRef Child, Exception Exception, int Restarts);
