using Fresnel.Messages;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Entity;

/// <summary>What entities log.</summary>
internal static partial class EntityLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Entity}: activation {Activation} at row {Seq}; recovered in {ElapsedMs} ms")]
    public static partial void Activated(ILogger logger, EntityId entity, long activation, long seq, long elapsedMs);

    [LoggerMessage(2, LogLevel.Warning, "{Entity}: row {Seq} was not journaled: {Reason}; recovering")]
    public static partial void PersistFailed(ILogger logger, EntityId entity, long seq, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Entity}: the history cannot be read: {Reason}")]
    public static partial void Damaged(ILogger logger, EntityId entity, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Entity}: recovery failed: {Reason}; retrying with backoff")]
    public static partial void RecoveryFailed(ILogger logger, EntityId entity, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Entity}: the snapshot cannot be read ({Reason}); recovering from the events alone")]
    public static partial void SnapshotUnreadable(ILogger logger, EntityId entity, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Entity}: fenced: activation {Activation} belongs to {By}; stopping here")]
    public static partial void Fenced(ILogger logger, EntityId entity, long activation, string by);

    [LoggerMessage(7, LogLevel.Error, "{Entity}: deciding {Command} failed; nothing was journaled")]
    public static partial void DecisionFailed(ILogger logger, Exception exception, EntityId entity, string command);

    [LoggerMessage(8, LogLevel.Warning, "{Entity}: saving a snapshot failed: {Reason}")]
    public static partial void SnapshotFailed(ILogger logger, EntityId entity, string reason);

    [LoggerMessage(9, LogLevel.Error, "{Entity}: what it runs failed; starting it again in {DelayMs} ms")]
    public static partial void RunnerFailed(ILogger logger, EntityId entity, long delayMs);

    [LoggerMessage(10, LogLevel.Warning, "{Entity}: what it runs did not stop within {Seconds} s; stopped by force")]
    public static partial void StopOverdue(ILogger logger, EntityId entity, double seconds);
}
