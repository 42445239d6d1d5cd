using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Security;

/// <summary>The log lines of TLS.</summary>
internal static partial class SecurityLog
{
    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "The TLS peer {Peer} is refused: {Reason}")]
    public static partial void PeerRefused(ILogger logger, string peer, string reason);
}
