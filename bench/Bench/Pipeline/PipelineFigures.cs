namespace Fresnel.Bench.Pipeline;

/// <summary>What a run over frames measured, from the frame after the warm-up to the last.</summary>
/// <param name="FramesPerSecond">Frames by time.</param>
/// <param name="BytesPerFrame">Managed bytes allocated by the whole process, by frames.</param>
/// <param name="ResidentBefore">Resident memory after the warm-up, bytes.</param>
/// <param name="ResidentAfter">Resident memory at the end, bytes.</param>
internal sealed record PipelineFigures(double FramesPerSecond, double BytesPerFrame, long ResidentBefore, long ResidentAfter);
