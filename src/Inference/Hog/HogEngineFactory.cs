using Fresnel.Inference.Engines;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fresnel.Inference.Hog;

/// <summary>Makes engines for the decoder <c>hog</c>.</summary>
internal sealed class HogEngineFactory : IDetectorEngineFactory
{
    /// <summary>Threads where none are asked for, at most: each keeps the memory of its largest level, about 100 MB for a picture of 1080 rows.</summary>
    private const int MostThreads = 8;

    /// <inheritdoc/>
    public string Decoder => "hog";

    /// <inheritdoc/>
    public IDetectorEngine Create(ModelManifest manifest, ModelSessionOptions options)
    {
        options.Validate();
        var settings = HogSettings.Read(manifest);
        var threads = options.Threads > 0 ? options.Threads : Math.Min(Environment.ProcessorCount, MostThreads);
        var each = new ModelSessionOptions
        {
            Providers = options.Providers,
            DeviceId = options.DeviceId,
            Threads = 1,
            Spin = options.Spin,
            MaxBindings = Math.Max(options.MaxBindings, 2 * settings.MaxLevels),
        };
        var opened = new List<ModelSession>();
        try
        {
            while (opened.Count < threads) opened.Add(ModelSession.Open(manifest, each));
            Check(opened[0]);
            return new HogDetectorEngine(new SessionPool([.. opened]), settings, threads);
        }
        catch
        {
            foreach (var session in opened) session.Dispose();
            throw;
        }
    }

    private static void Check(ModelSession session)
    {
        if (session.Input.ElementType is not TensorElementType.UInt8 || !session.DynamicBatch)
        {
            throw new ModelException("model-graph", $"Model {session.Manifest.Id}: wrong input: found {session.Input}; expected {session.Input.Name} UInt8[?, 3, ?, ?] by decoder 'hog'.");
        }

        if (session.Outputs.Count != 1 || session.Outputs[0].ElementType is not TensorElementType.Float || session.Outputs[0].Shape.Count != 3)
        {
            throw new ModelException("model-graph", $"Model {session.Manifest.Id}: wrong outputs: found {string.Join(", ", session.Outputs)}; expected one Float[?, ?, ?] by decoder 'hog'.");
        }

        if (session.Manifest.Labels.Count != 1)
        {
            throw new ModelException("manifest", $"{session.Manifest.ManifestPath}: labels has {session.Manifest.Labels.Count} names; allowed: 1, for decoder 'hog'.");
        }
    }
}
