namespace Fresnel.Actors.Cameras.Live;

/// <summary>What a running camera has counted since its node started it.</summary>
/// <param name="Decoded">Frames that arrived.</param>
/// <param name="Analysed">Frames that went through inference.</param>
/// <param name="Skipped">Frames superseded by a newer one before analysis was free.</param>
/// <param name="Gated">Frames without motion.</param>
/// <param name="Failed">Frames for which inference failed.</param>
/// <param name="Detections">Boxes of the model.</param>
/// <param name="Tracks">Confirmed tracks.</param>
/// <param name="Episodes">Episodes opened.</param>
/// <param name="Restarts">Decoders started after the first.</param>
/// <param name="Crashes">Decoders that crashed.</param>
/// <param name="DecodedFps">Frames a second over the last five seconds.</param>
/// <param name="AnalysedFps">Frames a second over the last five seconds.</param>
/// <param name="LatencyP50Ms">Frame read to observation published, over the last frames, in milliseconds.</param>
/// <param name="LatencyP95Ms">The same, 95 %.</param>
/// <param name="LatencyP99Ms">The same, 99 %.</param>
public sealed record CameraCounters(
    long Decoded,
    long Analysed,
    long Skipped,
    long Gated,
    long Failed,
    long Detections,
    long Tracks,
    long Episodes,
    long Restarts,
    long Crashes,
    double DecodedFps,
    double AnalysedFps,
    double LatencyP50Ms,
    double LatencyP95Ms,
    double LatencyP99Ms);
