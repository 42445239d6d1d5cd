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

    /// <summary>Whether the manifest's fallback is loaded too, and answers while the model keeps failing; default true.</summary>
    public bool Fallback { get; init; } = true;
}
