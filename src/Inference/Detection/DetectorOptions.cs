using Fresnel.Inference.Batching;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Detection;

/// <summary>How a detector is opened.</summary>
public sealed class DetectorOptions
{
    /// <summary>Providers, device and threads.</summary>
    public ModelSessionOptions Session { get; init; } = new();

    /// <summary>Queue, batching and circuit breaker.</summary>
    public BatcherOptions Batching { get; init; } = new();
}
