using Fresnel.Messages;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering;

internal static partial class ClusteringLog
{
    [LoggerMessage(1, LogLevel.Information, "{Node} is connected to the broker")]
    public static partial void Connected(ILogger logger, string node);

    [LoggerMessage(2, LogLevel.Warning, "{Node} lost the broker: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string node, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Node} cannot reach the broker: {Reason}")]
    public static partial void BrokerUnreachable(ILogger logger, string node, string reason);

    [LoggerMessage(4, LogLevel.Warning, "A reply could not be read: {Reason}")]
    public static partial void MalformedReply(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "A reply to {Queue} was not sent: {Reason}")]
    public static partial void ReplyNotSent(ILogger logger, string queue, string reason);

    [LoggerMessage(6, LogLevel.Error, "Message {MessageId} could not be set aside: {Reason}")]
    public static partial void NotSetAside(ILogger logger, string messageId, string reason);

    [LoggerMessage(7, LogLevel.Error, "Command {CommandId} was set aside: {Reason}")]
    public static partial void CommandSetAside(ILogger logger, string commandId, string reason);

    [LoggerMessage(8, LogLevel.Error, "A command in the queue of shard {Shard} could not be read: {Reason}")]
    public static partial void MalformedCommand(ILogger logger, int shard, string reason);

    [LoggerMessage(9, LogLevel.Error, "Work for {Entity} failed")]
    public static partial void WorkFailed(ILogger logger, Exception fault, EntityId entity);

    [LoggerMessage(10, LogLevel.Warning, "{Entity} ended by itself; it is looked at again in {Pause}")]
    public static partial void EntityEnded(ILogger logger, EntityId entity, TimeSpan pause);

    [LoggerMessage(11, LogLevel.Debug, "Shard {Shard} is owned here under epoch {Epoch}")]
    public static partial void Owned(ILogger logger, int shard, long epoch);

    [LoggerMessage(12, LogLevel.Debug, "Shard {Shard} was given up under epoch {Epoch}")]
    public static partial void HandedOver(ILogger logger, int shard, long epoch);

    [LoggerMessage(13, LogLevel.Warning, "The baton of shard {Shard} was lost: {Reason}")]
    public static partial void BatonLost(ILogger logger, int shard, string reason);

    [LoggerMessage(14, LogLevel.Warning, "Shard {Shard} was fenced under epoch {Epoch}; it is claimed again")]
    public static partial void Fenced(ILogger logger, int shard, long epoch);

    [LoggerMessage(15, LogLevel.Information, "A baton of shard {Shard} of the old generation {Generation} was removed")]
    public static partial void OldBaton(ILogger logger, int shard, long generation);

    [LoggerMessage(16, LogLevel.Warning, "Shard {Shard} is fenced again and again, as by a second baton; a new generation is begun")]
    public static partial void BatonDoubled(ILogger logger, int shard);

    [LoggerMessage(17, LogLevel.Warning, "Shard {Shard} could not be claimed: {Reason}")]
    public static partial void ClaimFailed(ILogger logger, int shard, string reason);

    [LoggerMessage(18, LogLevel.Warning, "Shard {Shard}: {Reason}")]
    public static partial void ShardTrouble(ILogger logger, int shard, string reason);

    [LoggerMessage(19, LogLevel.Warning, "{Owner} cannot host now: {Reason}")]
    public static partial void HostingTrouble(ILogger logger, string owner, string reason);

    [LoggerMessage(20, LogLevel.Warning, "The journal does not answer: {Reason}")]
    public static partial void JournalAway(ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Information, "Batons of {Count} shards were made")]
    public static partial void Seeded(ILogger logger, int count);

    [LoggerMessage(22, LogLevel.Warning, "The name '{Node}' is taken by another process; it is asked for again")]
    public static partial void NameTaken(ILogger logger, string node);

    [LoggerMessage(23, LogLevel.Information, "{Node} was asked to {Verb}")]
    public static partial void Controlled(ILogger logger, string node, string verb);

    [LoggerMessage(24, LogLevel.Warning, "A message to {Node} could not be read: {Reason}")]
    public static partial void MalformedMessage(ILogger logger, string node, string reason);

    [LoggerMessage(25, LogLevel.Information, "Shard {Shard} is passed on to a member that ranks higher")]
    public static partial void PassedOn(ILogger logger, int shard);

    [LoggerMessage(26, LogLevel.Information, "{Holder} leads under epoch {Epoch}")]
    public static partial void Leads(ILogger logger, string holder, long epoch);

    [LoggerMessage(27, LogLevel.Warning, "{Holder} no longer leads: {Reason}")]
    public static partial void LeadsNoMore(ILogger logger, string holder, string reason);

    [LoggerMessage(28, LogLevel.Warning, "The lighthouse could not do its round: {Reason}")]
    public static partial void RoundFailed(ILogger logger, string reason);

    [LoggerMessage(29, LogLevel.Warning, "Nobody has had {Count} shards for {Span}: their batons are made anew")]
    public static partial void BatonsMissing(ILogger logger, int count, TimeSpan span);

    [LoggerMessage(30, LogLevel.Warning, "{Member} was struck from the list; {Count} shards get new batons")]
    public static partial void MemberStruck(ILogger logger, string member, int count);
}
