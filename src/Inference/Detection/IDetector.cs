using Fresnel.Media.Frames;

namespace Fresnel.Inference.Detection;

/// <summary>
/// A loaded detection model. Safe for concurrent callers; requests of several are batched. Disposing gives up this
/// holder's share; the model is unloaded with the last.
/// </summary>
public interface IDetector : IAsyncDisposable
{
    /// <summary>What is loaded and where it really runs.</summary>
    DetectorInfo Info { get; }

    /// <summary>Counters and run times since it was opened, shared by all holders.</summary>
    DetectorStats Stats { get; }

    /// <summary>Finds objects in a frame, best score first.</summary>
    /// <param name="frame">The picture; held by the caller until the task completes.</param>
    /// <param name="urgency">The class it is served in.</param>
    /// <param name="deadline">
    /// When the answer stops being useful, as time from now: the batcher does not wait past it, and a request that has
    /// not begun by then fails. <see cref="Timeout.InfiniteTimeSpan"/> for none.
    /// </param>
    /// <param name="results">Cleared, then filled; not to be touched until the task completes.</param>
    /// <param name="cancellationToken">Withdraws the request where it has not begun.</param>
    /// <exception cref="InferenceException">The deadline passed, the queue is full, the circuit is open, or the run failed; see its code.</exception>
    /// <exception cref="OperationCanceledException">The request was withdrawn.</exception>
    /// <exception cref="ObjectDisposedException">The detector was disposed of.</exception>
    ValueTask DetectAsync(Frame frame, InferenceClass urgency, TimeSpan deadline, List<Detected> results, CancellationToken cancellationToken);
}
