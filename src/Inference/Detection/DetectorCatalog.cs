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
        var key = $"{modelId} {string.Join(',', options.Session.Providers)} {options.Session.DeviceId}";
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!open.TryGetValue(key, out var found))
            {
                found = await Task.Run(() => Load(key, modelId, options), CancellationToken.None).ConfigureAwait(false);
                open.Add(key, found);
                loaded = [.. open.Values];
            }

            found.Holders++;
            return new DetectorShare(this, found);
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
            if (--share.Holders > 0 || !open.Remove(share.Key)) return;
            loaded = [.. open.Values];
            await CloseAsync(share).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private LoadedDetector Load(string key, string modelId, DetectorOptions options)
    {
        var manifest = models.Find(modelId);
        var engine = engines.Create(manifest, options.Session);
        foreach (var attempt in engine.Providers)
        {
            if (attempt.InUse)
            {
                InferenceLog.Opened(logger, manifest.Id, manifest.Version, attempt.Provider);
                break;
            }

            InferenceLog.ProviderRefused(logger, manifest.Id, attempt.Provider, attempt.Detail);
        }

        var info = new DetectorInfo(manifest.Id, manifest.Version, manifest.Sha256, manifest.Labels, engine.Providers.First(attempt => attempt.InUse).Provider, engine.Providers);
        return new LoadedDetector(key, info, new AdaptiveBatcher(manifest.Id, engine, options.Batching, time, logger));
    }

    private async ValueTask CloseAsync(LoadedDetector one)
    {
        await one.Batcher.DisposeAsync().ConfigureAwait(false);
        InferenceLog.Closed(logger, one.Info.Id);
    }
}
