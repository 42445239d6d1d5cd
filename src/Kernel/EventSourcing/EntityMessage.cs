namespace Fresnel.Kernel.EventSourcing;

/// <summary>What an entity receives. Entities derive messages of their own for what their timers and children tell them.</summary>
public abstract record EntityMessage;

/// <summary>A command, decoded. Its deadline and its cause are in the <see cref="MessageContext"/> it is told with.</summary>
/// <param name="Command">The command.</param>
/// <param name="CommandId">Given by the sender, the same when sent again; null where it needs no memory (an entity's command to itself).</param>
/// <param name="ReplyTo">Where the answer goes.</param>
public sealed record EntityCommand(object Command, string? CommandId = null, ReplyTo<EntityReply> ReplyTo = default) : EntityMessage;

/// <summary>A question that changes nothing and is not journaled. Answered in turn, so that it sees all commands told before it.</summary>
/// <param name="Query">The query, decoded.</param>
/// <param name="ReplyTo">Where the answer goes.</param>
public sealed record EntityQuery(object Query, ReplyTo<EntityReply> ReplyTo) : EntityMessage;
