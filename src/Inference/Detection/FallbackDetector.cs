using Fresnel.Media.Frames;

namespace Fresnel.Inference.Detection;

/// <summary>Another model in the place of one that refuses requests. Labels are matched by name; what the first model has no label for is left out.</summary>
internal sealed class FallbackDetector
{
    private readonly LoadedDetector fallback;
    private readonly int[] labels;

    /// <summary>A fallback.</summary>
    /// <param name="first">The model it stands in for.</param>
    /// <param name="fallback">The model that answers.</param>
    /// <exception cref="ModelException">They have no label in common.</exception>
    public FallbackDetector(LoadedDetector first, LoadedDetector fallback)
    {
        this.fallback = fallback;
        var names = first.Info.Labels.ToList();
        labels = [.. fallback.Info.Labels.Select(label => names.IndexOf(label))];
        if (labels.All(label => label < 0))
        {
            throw new ModelException("manifest", $"Model {first.Info.Id}: its fallback {fallback.Info.Id} has none of its labels; allowed: a model that knows one of {string.Join(", ", names)}.");
        }
    }

    /// <summary>The model that answers.</summary>
    public LoadedDetector Loaded => fallback;

    /// <summary>Asks the fallback; see <see cref="IDetector.DetectAsync"/>. Detections carry the first model's labels.</summary>
    public async ValueTask DetectAsync(Frame frame, InferenceClass urgency, TimeSpan deadline, List<Detected> results, CancellationToken cancellationToken)
    {
        await fallback.Batcher.EnqueueAsync(frame, urgency, deadline, results, cancellationToken).ConfigureAwait(false);
        var kept = 0;
        for (var index = 0; index < results.Count; index++)
        {
            if (labels[results[index].Label] is >= 0 and var label) results[kept++] = results[index] with { Label = label };
        }

        results.RemoveRange(kept, results.Count - kept);
    }
}
