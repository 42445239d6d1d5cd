namespace Fresnel.Kernel;

/// <summary>What a full mailbox does with one more message.</summary>
public enum Overflow
{
    /// <summary>Senders wait their turn with <see cref="ActorRef{TMessage}.TellAsync(TMessage, CancellationToken)"/>; a plain tell, which cannot wait, fails.</summary>
    Wait,

    /// <summary>The message that has waited longest is dropped and counted. For frames: the newest matter.</summary>
    DropOldest,

    /// <summary>The new message is dropped and counted.</summary>
    DropNewest,

    /// <summary>The sender gets a <see cref="MailboxFullException"/>.</summary>
    Fail,
}
