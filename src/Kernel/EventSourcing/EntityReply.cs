namespace Fresnel.Kernel.EventSourcing;

/// <summary>What an entity answers, as it travels.</summary>
/// <param name="Status">Whether the command was carried out, and whether the answer is final.</param>
/// <param name="Message">The reply under its wire name; a <see cref="Refusal"/> unless accepted.</param>
public sealed record EntityReply(EntityReplyStatus Status, EncodedMessage Message)
{
    /// <summary>The refusal, or null where the command was accepted.</summary>
    public Refusal? Refusal => Status == EntityReplyStatus.Accepted ? null : KernelMessages.Decode(Message) as Refusal;

    /// <summary>An answer that is not remembered.</summary>
    public static EntityReply Unavailable(string code, string message) =>
        new(EntityReplyStatus.Unavailable, KernelMessages.Encode(new Refusal(code, message)));

    /// <summary>An answer that was or is now remembered: refused where it is a <see cref="Refusal"/>, accepted otherwise.</summary>
    public static EntityReply Remembered(EncodedMessage message) =>
        new(message.Type == Kernel.EventSourcing.Refusal.WireName ? EntityReplyStatus.Refused : EntityReplyStatus.Accepted, message);
}
