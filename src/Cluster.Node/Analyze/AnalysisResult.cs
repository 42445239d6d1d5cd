namespace Fresnel.Cluster.Node.Analyze;

/// <summary>What an analysis came to.</summary>
/// <param name="Frames">Frames in the table.</param>
/// <param name="Resumed">Of those, frames taken over from an earlier run.</param>
/// <param name="Detections">Rows of the table.</param>
/// <param name="Tracks">Tracks that were confirmed.</param>
/// <param name="Warning">One line where the video broke off; null where it was whole.</param>
internal sealed record AnalysisResult(long Frames, long Resumed, long Detections, long Tracks, string? Warning);
