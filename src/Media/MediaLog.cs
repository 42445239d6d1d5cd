using Fresnel.Media.Ingest;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media;

/// <summary>What this room says. Sources appear without credentials.</summary>
internal static partial class MediaLog
{
    [LoggerMessage(1, LogLevel.Debug, "Process {ProcessId} ({Program}) started.")]
    public static partial void ProcessStarted(ILogger logger, int processId, string program);

    [LoggerMessage(2, LogLevel.Warning, "Process {ProcessId} did not end when asked and was killed.")]
    public static partial void ProcessKilled(ILogger logger, int processId);

    [LoggerMessage(3, LogLevel.Warning, "setpriv (util-linux) is missing: an ffmpeg whose parent is killed ends only when it next writes.")]
    public static partial void SetprivMissing(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Reading {Source}: {Width}x{Height}, first frame after {Milliseconds:0} ms.")]
    public static partial void FirstFrame(ILogger logger, string source, int width, int height, double milliseconds);

    [LoggerMessage(5, LogLevel.Information, "Reading {Source} ended: {Reason}. {Message}")]
    public static partial void IngestEnded(ILogger logger, string source, IngestEndReason reason, string message);

    [LoggerMessage(6, LogLevel.Warning, "The segment {Path} could not be deleted: {Error}")]
    public static partial void PruneFailed(ILogger logger, string path, string error);

    [LoggerMessage(7, LogLevel.Debug, "{Count} segments deleted in {Folder}.")]
    public static partial void Pruned(ILogger logger, int count, string folder);

    [LoggerMessage(8, LogLevel.Information, "Clip {Path} made: {Seconds:0.00} s, copied {Copied}, {Gaps} gaps.")]
    public static partial void ClipMade(ILogger logger, string path, double seconds, bool copied, int gaps);

    [LoggerMessage(9, LogLevel.Warning, "The segment {Path} cannot be read and is left out: {Error}")]
    public static partial void SegmentDamaged(ILogger logger, string path, string error);

    [LoggerMessage(10, LogLevel.Debug, "Probed {Source}: {Codec} {Width}x{Height}.")]
    public static partial void Probed(ILogger logger, string source, string codec, int width, int height);
}
