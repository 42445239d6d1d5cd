using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Observations;

internal static partial class ObservationLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Observations cannot be written and wait; the oldest are dropped when there are too many: {Reason}")]
    public static partial void CannotWrite(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Observations are written again; {Dropped} were dropped since the start")]
    public static partial void WritesAgain(ILogger logger, long dropped);
}
