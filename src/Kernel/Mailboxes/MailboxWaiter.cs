namespace Fresnel.Kernel.Mailboxes;

/// <summary>A sender that waits for room, with its message. Completes with what became of the message.</summary>
internal sealed class MailboxWaiter<TMessage>(Envelope<TMessage> envelope)
    : TaskCompletionSource<OfferResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Envelope<TMessage> Envelope { get; } = envelope;

    /// <summary>Whether it is still in the line; changed under the mailbox's lock.</summary>
    public bool Waits { get; set; } = true;
}
