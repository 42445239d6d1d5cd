using Fresnel.Media.Frames;

namespace Fresnel.Inference.Detection;

/// <summary>A loaded detection model. Safe for concurrent callers; requests of several are batched.</summary>
public interface IDetector : IAsyncDisposable
{
    /// <summary>What is loaded and where it really runs.</summary>
    DetectorInfo Info { get; }

    /// <summary>Finds objects in a frame, best score first.</summary>
    /// <param name="frame">The picture; held by the caller until the task completes.</param>
    /// <param name="urgency">The class it is served in.</param>
    /// <param name="deadline">When the answer stops being useful, as time from now; the batcher does not wait past it.</param>
    /// <param name="results">Cleared, then filled.</param>
    /// <param name="cancellationToken">Withdraws the request where it has not begun.</param>
    ValueTask DetectAsync(Frame frame, InferenceClass urgency, TimeSpan deadline, List<Detected> results, CancellationToken cancellationToken);
}

/// <summary>What a detector is and where it runs.</summary>
/// <param name="Id">The manifest's id: <c>people-hog</c>.</param>
/// <param name="Version">The manifest's version.</param>
/// <param name="Sha256">Hash of the model file, hex.</param>
/// <param name="Labels">Label names by index.</param>
/// <param name="Provider">The execution provider really in use: <c>CPU</c>, <c>CUDA</c>, <c>TensorRT</c>.</param>
public sealed record DetectorInfo(string Id, string Version, string Sha256, IReadOnlyList<string> Labels, string Provider);
