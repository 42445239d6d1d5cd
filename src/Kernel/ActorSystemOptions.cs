using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel;

/// <summary>How a system of actors is run.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>The first part of every path; default <c>fresnel</c>.</summary>
    public string Name { get; init; } = "fresnel";

    /// <summary>What is done about actors spawned by the system itself; default <see cref="SupervisionStrategy.Default"/>. Escalating from here stops the actor and logs a critical fault.</summary>
    public SupervisionStrategy Supervision { get; init; } = SupervisionStrategy.Default;

    /// <summary>Where jitter comes from; give a seeded one for repeatable runs. Default <see cref="Random.Shared"/>. It is used under a lock.</summary>
    public Random Random { get; init; } = Random.Shared;
}
