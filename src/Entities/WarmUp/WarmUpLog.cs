using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.WarmUp;

/// <summary>What the warm-up logs.</summary>
internal static partial class WarmUpLog
{
    [LoggerMessage(1, LogLevel.Information, "Warmed up in {ElapsedMs} ms")]
    public static partial void Done(ILogger logger, long elapsedMs);

    [LoggerMessage(2, LogLevel.Warning, "The warm-up failed: {Reason}; the first entities of this node start more slowly")]
    public static partial void Failed(ILogger logger, string reason);
}
