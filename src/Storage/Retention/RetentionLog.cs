using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Retention;

internal static partial class RetentionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} observations that were too old")]
    public static partial void DeletedObservations(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} artifacts ({Bytes} bytes) that were too old or too many")]
    public static partial void DeletedArtifacts(ILogger logger, int count, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old data could not be deleted, and will be tried again: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);
}
