using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>The engines there are, by decoder name.</summary>
public sealed class DetectorEngines
{
    private readonly SortedDictionary<string, IDetectorEngineFactory> factories = new(StringComparer.Ordinal);

    /// <summary>A set of engines; names must differ.</summary>
    public DetectorEngines(IEnumerable<IDetectorEngineFactory> factories)
    {
        foreach (var factory in factories) this.factories.Add(factory.Decoder, factory);
    }

    /// <summary>The engines that come with this assembly. A new one is added here.</summary>
    public static DetectorEngines BuiltIn { get; } = new(
    [
        FastestDetEngine.Factory,
        Hog.HogDetectorEngine.Factory,
        UltraFaceEngine.Factory,
        YoloEngine.Factory,
    ]);

    /// <summary>Decoder names, ascending.</summary>
    public IReadOnlyCollection<string> Names => factories.Keys;

    /// <summary>Makes the engine a manifest asks for.</summary>
    /// <exception cref="ModelException">The decoder is not known (the message lists those that are), or the model is not usable.</exception>
    public IDetectorEngine Create(ModelManifest manifest, ModelSessionOptions options)
    {
        if (factories.TryGetValue(manifest.Decoder, out var factory)) return factory.Create(manifest, options);
        throw new ModelException("manifest", $"{manifest.ManifestPath}: decoder.name is '{manifest.Decoder}'; allowed: {string.Join(", ", factories.Keys)}.");
    }
}
