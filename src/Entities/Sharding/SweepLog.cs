using Fresnel.Messages;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Sharding;

/// <summary>What the sweep logs.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Missing} of {Wanted} entities of kind {Kind} that must run do not answer, {First} among them")]
    public static partial void Missing(ILogger logger, string kind, int missing, int wanted, EntityId first);

    [LoggerMessage(2, LogLevel.Warning, "The catalogue of kind {Kind} cannot be read: {Reason}; retrying at the next round")]
    public static partial void CatalogueAway(ILogger logger, string kind, string reason);
}
