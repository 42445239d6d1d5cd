using Fresnel.Inference.Detection;
using Fresnel.Media.Frames;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>A frame on its way: decoded, and being looked at. Reused.</summary>
internal sealed class AnalysisSlot
{
    /// <summary>The frame, held until <see cref="Detecting"/> has completed and it was drawn.</summary>
    public Frame? Frame { get; set; }

    /// <summary>Completes when <see cref="Detections"/> is filled.</summary>
    public Task Detecting { get; set; } = Task.CompletedTask;

    /// <summary>What was found.</summary>
    public List<Detected> Detections { get; } = [];
}
