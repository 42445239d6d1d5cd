namespace Fresnel.Inference.Detection;

/// <summary>How urgent a request is; classes are served in strict order.</summary>
public enum InferenceClass
{
    /// <summary>A live camera: late is worthless.</summary>
    Live,

    /// <summary>Someone waits for the answer.</summary>
    Interactive,

    /// <summary>Throughput work.</summary>
    Batch,
}
