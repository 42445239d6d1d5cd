using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>Makes engines of one decoder.</summary>
public interface IDetectorEngineFactory
{
    /// <summary>The <c>decoder.name</c> it answers to.</summary>
    string Decoder { get; }

    /// <summary>
    /// Loads the model (<see cref="ModelSession.Open"/>: hash, graph and inputs are checked there) and checks its outputs.
    /// Reads its settings from <see cref="ModelManifest.DecoderSettings"/> and closes the section, which refuses unknown keys.
    /// </summary>
    /// <exception cref="ModelException">The model or its settings are not usable.</exception>
    IDetectorEngine Create(ModelManifest manifest, ModelSessionOptions options);
}
