using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Downing;

/// <summary>The log lines of downing.</summary>
internal static partial class DowningLog
{
    [LoggerMessage(EventId = 20, Level = LogLevel.Warning,
        Message = "The process of {Member} is dead: its port refuses connections and its database session is gone; downing it")]
    public static partial void Dead(ILogger logger, Address member);

    [LoggerMessage(EventId = 21, Level = LogLevel.Information,
        Message = "{Member} may be dead ({Evidence}); left to the split-brain resolver")]
    public static partial void LeftToResolver(ILogger logger, Address member, DeathEvidence evidence);

    [LoggerMessage(EventId = 22, Level = LogLevel.Debug, Message = "Reachability changed; the split-brain resolver begins again")]
    public static partial void ResolverRestarts(ILogger logger);
}
