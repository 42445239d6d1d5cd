using Fresnel.Inference.Batching;

namespace Fresnel.Inference.Detection;

/// <summary>A model that is open, and how many hold it.</summary>
/// <param name="key">Its place in the catalog.</param>
/// <param name="info">What is loaded.</param>
/// <param name="batcher">The queue before it.</param>
internal sealed class LoadedDetector(string key, DetectorInfo info, AdaptiveBatcher batcher)
{
    /// <summary>Its place in the catalog.</summary>
    public string Key => key;

    /// <summary>What is loaded.</summary>
    public DetectorInfo Info => info;

    /// <summary>The queue before it.</summary>
    public AdaptiveBatcher Batcher => batcher;

    /// <summary>Shares given out and not disposed of; guarded by the catalog.</summary>
    public int Holders { get; set; }
}
