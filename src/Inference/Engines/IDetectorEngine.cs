using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>
/// Turns frames into detections with one loaded model: preprocessing, runs, decoding. Used by one thread at a time, so it
/// may keep scratch buffers; in steady state it allocates nothing.
/// </summary>
/// <remarks>
/// To plug in a decoder: implement this and <see cref="IDetectorEngineFactory"/> in a folder of its own, and add the factory
/// to <see cref="DetectorEngines.BuiltIn"/>. The manifest's <c>decoder.name</c> picks the factory; <c>decoder.settings</c> is its
/// own section of the manifest. Most decoders run one tensor a batch and build on <c>TensorDetectorEngine</c>; one that runs
/// many tensors a frame (a pyramid) implements this directly on <see cref="ModelSession"/>.
/// </remarks>
public interface IDetectorEngine : IDisposable
{
    /// <summary>Providers asked for and what became of them.</summary>
    IReadOnlyList<ProviderAttempt> Providers { get; }

    /// <summary>Batch sizes that cost as much as any smaller one, ascending, beginning with 1 unless one size is asked for; the last is the most frames a call takes.</summary>
    IReadOnlyList<int> Buckets { get; }

    /// <summary>Fills the results of every request. Frames of a call may differ in size.</summary>
    /// <exception cref="InferenceException"><see cref="InferenceError.NonFiniteOutput"/> where the model gave NaN or infinity; any exception fails all requests of this call and no other.</exception>
    void DetectBatch(ReadOnlySpan<DetectionRequest> requests);

    /// <summary>Asks a run that is under way on another thread to end early with an error; for a watchdog. Does nothing where none runs.</summary>
    void Interrupt();
}
