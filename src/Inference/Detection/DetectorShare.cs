using Fresnel.Media.Frames;

namespace Fresnel.Inference.Detection;

/// <summary>One holder's view of a loaded model.</summary>
internal sealed class DetectorShare(DetectorCatalog catalog, LoadedDetector loaded) : IDetector
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
        return loaded.Batcher.EnqueueAsync(frame, urgency, deadline, results, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref disposed, 1) == 0 ? catalog.ReleaseAsync(loaded) : ValueTask.CompletedTask;
}
