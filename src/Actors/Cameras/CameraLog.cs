using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras;

/// <summary>What cameras log.</summary>
internal static partial class CameraLog
{
    [LoggerMessage(1, LogLevel.Warning, "Camera {Camera}: model {Model} failed {Failures} times in a row: {Problem}")]
    public static partial void InferenceFailed(ILogger logger, string camera, string model, long failures, string problem);

    [LoggerMessage(2, LogLevel.Warning, "Camera {Camera}: the picture of episode {Episode} could not be stored: {Problem}")]
    public static partial void SnapshotFailed(ILogger logger, string camera, long episode, string problem);

    [LoggerMessage(3, LogLevel.Information, "Camera {Camera}: frames arrive, {Width}x{Height}")]
    public static partial void Streaming(ILogger logger, string camera, int width, int height);

    [LoggerMessage(4, LogLevel.Warning, "Camera {Camera}: no frames ({Reason}): {Detail} It is tried again and again.")]
    public static partial void Interrupted(ILogger logger, string camera, string reason, string detail);

    [LoggerMessage(5, LogLevel.Warning, "Camera {Camera}: cannot be run with settings version {Version}: {Problem}")]
    public static partial void NotPrepared(ILogger logger, string camera, long version, string problem);

    [LoggerMessage(6, LogLevel.Information, "Camera {Camera}: the clip of episode {Episode} is stored, {Bytes} bytes")]
    public static partial void ClipStored(ILogger logger, string camera, long episode, long bytes);

    [LoggerMessage(7, LogLevel.Warning, "Camera {Camera}: the clip of episode {Episode} could not be made (attempt {Attempt}): {Problem}")]
    public static partial void ClipFailed(ILogger logger, string camera, long episode, int attempt, string problem);

    [LoggerMessage(8, LogLevel.Information, "Camera {Camera}: was not run from {Since} on; reported as an outage")]
    public static partial void GapFound(ILogger logger, string camera, DateTimeOffset since);

    [LoggerMessage(10, LogLevel.Error, "Camera {Camera}: paused until {Until:u}: the decoder crashed {Crashes} times in a row, last: {Detail}")]
    public static partial void Paused(ILogger logger, string camera, DateTimeOffset until, int crashes, string detail);

    [LoggerMessage(9, LogLevel.Warning, "Camera {Camera}: recording could not be tidied: {Problem}")]
    public static partial void TidyFailed(ILogger logger, string camera, string problem);
}
