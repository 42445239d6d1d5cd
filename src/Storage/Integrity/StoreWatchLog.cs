using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Integrity;

internal static partial class StoreWatchLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Trouble}")]
    public static partial void Trouble(ILogger logger, string trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "Every page of {Path} is as it was written ({Bytes} bytes read in {Milliseconds} ms)")]
    public static partial void Sound(ILogger logger, string path, long bytes, long milliseconds);
}
