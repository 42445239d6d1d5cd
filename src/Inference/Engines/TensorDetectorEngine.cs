using Fresnel.Inference.Decoders;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Preprocessing;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>The engine of models that take one picture tensor and give boxes: write the batch, run once, decode, suppress, map back.</summary>
internal sealed class TensorDetectorEngine : IDetectorEngine
{
    private readonly ModelSession session;
    private readonly ITensorDecoder decoder;
    private readonly TensorPreprocessor preprocessor;
    private readonly NonMaximumSuppression suppression = new();
    private readonly List<Candidate> candidates = new(256);
    private readonly PictureFit[] fits;
    private readonly long[] shape;

    /// <summary>An engine over a session, which it owns.</summary>
    public TensorDetectorEngine(ModelSession session, ITensorDecoder decoder)
    {
        this.session = session;
        this.decoder = decoder;
        var input = session.Manifest.Input;
        preprocessor = new TensorPreprocessor(input);
        fits = new PictureFit[Buckets[^1]];
        long height = input.Height!.Value, width = input.Width!.Value;
        shape = input.Layout is TensorLayout.Nchw ? [1, 3, height, width] : [1, height, width, 3];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAttempt> Providers => session.Providers;

    /// <inheritdoc/>
    public IReadOnlyList<int> Buckets => session.Manifest.Buckets;

    /// <inheritdoc/>
    public void DetectBatch(ReadOnlySpan<DetectionRequest> requests)
    {
        if (requests.Length > Buckets[^1]) throw new ArgumentException($"A batch of {requests.Length}; allowed: 1 to {Buckets[^1]}.", nameof(requests));
        session.Resume();
        shape[0] = BucketFor(requests.Length);
        var binding = session.Bind(shape);
        var tensor = binding.Input<float>();
        for (var index = 0; index < requests.Length; index++)
        {
            fits[index] = preprocessor.Write(requests[index].Frame, tensor.Slice(index * preprocessor.Length, preprocessor.Length));
        }

        session.Run(binding);
        RequireFinite(binding, requests.Length);
        for (var index = 0; index < requests.Length; index++) Decode(binding, index, requests[index].Results);
    }

    /// <inheritdoc/>
    public void Interrupt() => session.Interrupt();

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private int BucketFor(int count)
    {
        for (var index = 0; index < Buckets.Count; index++)
        {
            if (Buckets[index] >= count) return Buckets[index];
        }

        return Buckets[^1];
    }

    /// <summary>Looks at the pictures of the batch, not at what fills it up to its bucket.</summary>
    private void RequireFinite(SessionBinding binding, int pictures)
    {
        for (var index = 0; index < session.Outputs.Count; index++)
        {
            var values = binding.Output<float>(index);
            if (!FiniteCheck.AllFinite(values[..(values.Length / (int)shape[0] * pictures)]))
            {
                throw new InferenceException(InferenceError.NonFiniteOutput, $"Model {session.Manifest.Id}: output '{session.Outputs[index].Name}' holds NaN or infinity.");
            }
        }
    }

    private void Decode(SessionBinding binding, int picture, List<Detected> results)
    {
        var thresholds = session.Manifest.Thresholds;
        candidates.Clear();
        decoder.Decode(binding, picture, candidates);
        var found = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates);
        foreach (var index in suppression.Select(found, decoder.Suppress ? thresholds.Iou : 1, thresholds.MaxDetections))
        {
            ref readonly var box = ref found[index];
            var inside = fits[picture].ToSource(box.Left, box.Top, box.Right, box.Bottom);
            if (inside is { Width: > 0, Height: > 0 } && float.IsFinite(box.Score)) results.Add(new Detected(box.Label, box.Score, inside));
        }
    }
}
