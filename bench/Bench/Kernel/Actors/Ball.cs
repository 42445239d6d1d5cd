using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>A ball, and who gets it next.</summary>
/// <param name="From">Who sent it.</param>
internal sealed record Ball(ActorRef<Ball>? From);
