namespace Fresnel.Clustering.Commands;

/// <summary>The stable codes of an <see cref="EntityException"/>.</summary>
public static class EntityFaults
{
    /// <summary>The broker takes no messages for now; the command was not sent.</summary>
    public const string BrokerBlocked = "broker-blocked";

    /// <summary>The broker is not reachable, or was lost while waiting for the answer.</summary>
    public const string BrokerLost = "broker-lost";

    /// <summary>No answer came before the deadline, or the owner found it passed.</summary>
    public const string DeadlinePassed = "deadline-passed";

    /// <summary>No answer came before the deadline, and no node owns the entity's shard now.</summary>
    public const string NoOwner = "no-owner";

    /// <summary>The owner does not host this kind of entity.</summary>
    public const string UnknownKind = "unknown-kind";

    /// <summary>The owner does not know the message's type or version.</summary>
    public const string UnknownMessage = "unknown-message";

    /// <summary>Handling failed as often as is allowed; a command is now in the dead-letter queue.</summary>
    public const string HandlerFailed = "handler-failed";
}
