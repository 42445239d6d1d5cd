using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Reading;

internal static partial class ReadingLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events are not delivered: a transaction on the PostgreSQL server has been open for more than {Seconds} s. Find it with "
            + "SELECT * FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start, or in pg_prepared_xacts")]
    public static partial void HeldBack(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event stream waits for the journal and will try again: {Reason}")]
    public static partial void StreamWaits(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue waits for the journal and will try again: {Reason}")]
    public static partial void CatalogueWaits(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The catalogue reads the journal again")]
    public static partial void CatalogueContinues(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue is rebuilt from the first event: {Reason}")]
    public static partial void CatalogueRebuilt(ILogger logger, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The catalogue skips an event; what it says of this entity may be wrong until the event is restored and the catalogue "
            + "deleted: {Reason}")]
    public static partial void CatalogueSkips(ILogger logger, string reason);
}
