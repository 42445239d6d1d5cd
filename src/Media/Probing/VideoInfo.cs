namespace Fresnel.Media.Probing;

/// <summary>What ffprobe says of a source's first video stream.</summary>
/// <param name="Width">Pixels as shown: after rotation.</param>
/// <param name="Height">Pixels as shown: after rotation.</param>
/// <param name="RotationDegrees">Clockwise turn that the container asks for: 0, 90, 180 or 270. Frames of an ingest are already turned.</param>
/// <param name="FrameRate">Average frames per second; null where unknown.</param>
/// <param name="Duration">Length; null for a stream or where the container does not say.</param>
/// <param name="FrameCount">Frames as the container counts them, or null. May differ from what can be decoded.</param>
/// <param name="Codec">ffmpeg's name: <c>h264</c>.</param>
/// <param name="PixelFormat">ffmpeg's name: <c>yuv420p</c>.</param>
/// <param name="Container">ffmpeg's name of the container: <c>avi</c>.</param>
/// <param name="MayBeVariableRate">True where the average rate and the container's base rate differ. A hint only.</param>
public sealed record VideoInfo(
    int Width,
    int Height,
    int RotationDegrees,
    double? FrameRate,
    TimeSpan? Duration,
    long? FrameCount,
    string Codec,
    string PixelFormat,
    string Container,
    bool MayBeVariableRate);
