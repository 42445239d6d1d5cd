namespace Fresnel.Kernel;

/// <summary>An actor has stopped for good, its children before it.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Failure">The exception that ended it; null where it was asked to stop.</param>
public sealed record Terminated(ActorRef Actor, Exception? Failure);
