using Fresnel.Media.Frames;

namespace Fresnel.Inference.Detection;

/// <summary>One holder's view of a loaded model, and of its fallback where it has one.</summary>
internal sealed class DetectorShare(DetectorCatalog catalog, LoadedDetector loaded, FallbackDetector? fallback) : IDetector
{
    private int disposed;

    /// <inheritdoc/>
    public DetectorInfo Info => loaded.Info;

    /// <inheritdoc/>
    public DetectorStats Stats => loaded.Batcher.Stats;

    /// <inheritdoc/>
    public ValueTask DetectAsync(Frame frame, InferenceClass urgency, TimeSpan deadline, List<Detected> results, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        return fallback is not null && loaded.Batcher.HandsOver()
            ? fallback.DetectAsync(frame, urgency, deadline, results, cancellationToken)
            : loaded.Batcher.EnqueueAsync(frame, urgency, deadline, results, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await catalog.ReleaseAsync(loaded).ConfigureAwait(false);
        if (fallback is not null) await catalog.ReleaseAsync(fallback.Loaded).ConfigureAwait(false);
    }
}
