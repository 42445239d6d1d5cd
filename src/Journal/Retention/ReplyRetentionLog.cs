using Microsoft.Extensions.Logging;

namespace Fresnel.Journal.Retention;

internal static partial class ReplyRetentionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Count} replies to commands that were too old")]
    public static partial void Deleted(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old replies could not be deleted, and will be tried again: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);
}
