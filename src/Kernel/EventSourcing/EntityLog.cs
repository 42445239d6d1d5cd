using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>What event-sourced actors log.</summary>
internal static partial class EntityLog
{
    [LoggerMessage(101, LogLevel.Warning, "{Entity}: append attempt {Attempt} of {Attempts} failed.")]
    public static partial void AppendFailed(ILogger logger, Exception failure, StreamKey entity, int attempt, int attempts);

    [LoggerMessage(102, LogLevel.Warning, "{Entity}: its snapshot cannot be read and is ignored; the stream is replayed.")]
    public static partial void SnapshotIgnored(ILogger logger, Exception failure, StreamKey entity);

    [LoggerMessage(103, LogLevel.Warning, "{Entity}: its snapshot at event {Seq} was not saved.")]
    public static partial void SnapshotNotSaved(ILogger logger, Exception failure, StreamKey entity, long seq);

    [LoggerMessage(104, LogLevel.Warning, "{Entity}: fenced; epoch {Epoch} owns its shard, this is {OwnEpoch}.")]
    public static partial void Fenced(ILogger logger, StreamKey entity, long epoch, long ownEpoch);

    [LoggerMessage(105, LogLevel.Error, "{Entity}: {Message} failed; nothing was written.")]
    public static partial void DecisionFailed(ILogger logger, Exception failure, StreamKey entity, string message);

    [LoggerMessage(106, LogLevel.Warning, "{Entity}: the stream is at event {Seq}, not at {Expected}; it is loaded again.")]
    public static partial void Conflict(ILogger logger, StreamKey entity, long seq, long expected);

    [LoggerMessage(107, LogLevel.Error, "{Entity}: {Damage} Its commands are refused.")]
    public static partial void Damaged(ILogger logger, StreamKey entity, string damage);
}
