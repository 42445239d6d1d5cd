using Fresnel.Inference.Engines;
using Fresnel.Inference.Manifests;

namespace Fresnel.Inference.Detection;

/// <summary>
/// Opens detectors by model id. One session is kept per model and device however many open it: each opening is a share, and
/// the model is unloaded when the last share is disposed of. Safe for concurrent callers.
/// </summary>
public sealed class DetectorCatalog : IAsyncDisposable
{
    private readonly ModelCatalog models;
    private readonly DetectorEngines engines;
    private readonly TimeProvider time;

    /// <summary>A catalog over models, with the engines that may run them.</summary>
    public DetectorCatalog(ModelCatalog models, TimeProvider time, DetectorEngines? engines = null)
    {
        this.models = models;
        this.time = time;
        this.engines = engines ?? DetectorEngines.BuiltIn;
    }

    /// <summary>The models that can be opened.</summary>
    public ModelCatalog Models => models;

    /// <summary>Opens a model, or takes another share of it where it is open on the same device. Loading runs on the thread pool.</summary>
    /// <param name="modelId">The manifest's id.</param>
    /// <param name="options">Session and batching; where the model is open already on that device, its first opener's hold.</param>
    /// <param name="cancellationToken">Ends the wait; a load under way is finished and kept for the next.</param>
    /// <exception cref="ModelException">No such model, or it is not usable.</exception>
    public Task<IDetector> OpenAsync(string modelId, DetectorOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = engines;
        _ = time;
        _ = options;
        models.Find(modelId);
        throw new NotImplementedException();
    }

    /// <summary>Unloads every model, whoever still holds shares.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
