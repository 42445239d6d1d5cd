using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Projections;

internal static partial class ProjectionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} is built anew: {Reason}")]
    public static partial void Anew(ILogger logger, string projection, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} is built anew: it has version {Version}, and its documents are of version {Former}")]
    public static partial void AnewForVersion(ILogger logger, string projection, int version, int former);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Projection {Projection} waits, because a store cannot be used: {Reason}")]
    public static partial void Waits(ILogger logger, string projection, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Projection {Projection} goes on")]
    public static partial void GoesOn(ILogger logger, string projection);
}
