using Fresnel.Inference.Batching;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Manifests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Inference.Detection;

/// <summary>
/// Opens detectors by model id. One session is kept per model and device however many open it: each opening is a share, and
/// the model is unloaded when the last share is disposed of. Safe for concurrent callers.
/// </summary>
public sealed class DetectorCatalog : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, LoadedDetector> open = new(StringComparer.Ordinal);
    private readonly ModelCatalog models;
    private readonly DetectorEngines engines;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private volatile LoadedDetector[] loaded = [];
    private bool disposed;

    /// <summary>A catalog over models, with the engines that may run them (all built-in ones by default).</summary>
    public DetectorCatalog(ModelCatalog models, TimeProvider time, DetectorEngines? engines = null, ILogger<DetectorCatalog>? logger = null)
    {
        this.models = models;
        this.time = time;
        this.engines = engines ?? DetectorEngines.BuiltIn;
        this.logger = logger ?? NullLogger<DetectorCatalog>.Instance;
    }

    /// <summary>The models that can be opened.</summary>
    public ModelCatalog Models => models;

    /// <summary>What is loaded now, where it really runs, and what it has done. Never waits for a load.</summary>
    public IReadOnlyList<(DetectorInfo Info, DetectorStats Stats)> Loaded => [.. loaded.Select(one => (one.Info, one.Batcher.Stats))];

    /// <summary>Opens a model, or takes another share of it where it is open on the same device. Loading runs on the thread pool.</summary>
    /// <param name="modelId">The manifest's id.</param>
    /// <param name="options">Session and batching; where the model is open already on that device, its first opener's hold.</param>
    /// <param name="cancellationToken">Ends the wait for other loads; a load that has begun is finished.</param>
    /// <exception cref="ModelException">No such model, or it is not usable.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it, its value and the range.</exception>
    public async Task<IDetector> OpenAsync(string modelId, DetectorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DetectorOptions();
        options.Session.Validate();
        options.Batching.Validate();
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var fallbackId = options.Fallback ? models.Find(modelId).Fallback : null;
            var found = await AcquireAsync(modelId, options).ConfigureAwait(false);
            return new DetectorShare(this, found, fallbackId is null ? null : await FallbackAsync(found, fallbackId, options).ConfigureAwait(false));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Unloads every model, whoever still holds shares: their requests fail as disposed of.</summary>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            disposed = true;
            loaded = [];
            foreach (var one in open.Values) await CloseAsync(one).ConfigureAwait(false);
            open.Clear();
        }
        finally
        {
            gate.Release();
        }
    }

    internal async ValueTask ReleaseAsync(LoadedDetector share)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReleaseInsideAsync(share).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask ReleaseInsideAsync(LoadedDetector share)
    {
        if (--share.Holders > 0 || !open.Remove(share.Key)) return;
        loaded = [.. open.Values];
        await CloseAsync(share).ConfigureAwait(false);
    }

    private async Task<LoadedDetector> AcquireAsync(string modelId, DetectorOptions options)
    {
        var key = $"{modelId} {string.Join(',', options.Session.Providers)} {options.Session.DeviceId}";
        if (!open.TryGetValue(key, out var found))
        {
            found = await Task.Run(() => Load(key, modelId, options), CancellationToken.None).ConfigureAwait(false);
            open.Add(key, found);
            loaded = [.. open.Values];
        }

        found.Holders++;
        return found;
    }

    /// <summary>The fallback of a model that was acquired; its own fallback is not followed. The model is released again where there is none.</summary>
    private async Task<FallbackDetector> FallbackAsync(LoadedDetector first, string fallbackId, DetectorOptions options)
    {
        LoadedDetector? second = null;
        try
        {
            if (fallbackId == first.Info.Id) throw new ModelException("manifest", $"Model {first.Info.Id}: fallback is '{fallbackId}'; allowed: another model.");
            second = await AcquireAsync(fallbackId, options).ConfigureAwait(false);
            return new FallbackDetector(first, second);
        }
        catch (ModelException)
        {
            if (second is not null) await ReleaseInsideAsync(second).ConfigureAwait(false);
            await ReleaseInsideAsync(first).ConfigureAwait(false);
            throw;
        }
    }

    private LoadedDetector Load(string key, string modelId, DetectorOptions options)
    {
        var engine = Engine();
        foreach (var attempt in engine.Providers)
        {
            if (attempt.InUse)
            {
                InferenceLog.Opened(logger, modelId, models.Find(modelId).Version, attempt.Provider);
                break;
            }

            InferenceLog.ProviderRefused(logger, modelId, attempt.Provider, attempt.Detail);
        }

        var manifest = models.Find(modelId);
        var info = new DetectorInfo(manifest.Id, manifest.Version, manifest.Sha256, manifest.Labels, engine.Providers.First(attempt => attempt.InUse).Provider, engine.Providers);
        return new LoadedDetector(key, info, new AdaptiveBatcher(manifest.Id, engine, Engine, options.Batching, time, logger));

        // The manifest is read for each engine: an engine closes its settings.
        IDetectorEngine Engine() => engines.Create(Fixed(models.Find(modelId), options.Batching.FixedBatch), options.Session);
    }

    /// <summary>The manifest with the one batch size that was asked for.</summary>
    private static ModelManifest Fixed(ModelManifest manifest, int batch)
    {
        if (batch == 0) return manifest;
        var most = manifest.Buckets[^1];
        return batch <= most
            ? manifest with { Buckets = [batch] }
            : throw new ModelException("manifest", $"Model {manifest.Id}: FixedBatch is {batch}; allowed: 0 to {most}, the largest batch of its manifest.");
    }

    private async ValueTask CloseAsync(LoadedDetector one)
    {
        await one.Batcher.DisposeAsync().ConfigureAwait(false);
        InferenceLog.Closed(logger, one.Info.Id);
    }
}
