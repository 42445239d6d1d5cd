using System.Threading.Tasks.Sources;

namespace Fresnel.Kernel.Mailboxes;

/// <summary>A sender that waits for room, with its message; completes when the message was put in or will never be.</summary>
/// <param name="mailbox">The mailbox, which keeps one that is no longer needed for the next sender.</param>
internal sealed class MailboxWaiter<TMessage>(Mailbox<TMessage> mailbox) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private bool cancellable;

    public Envelope<TMessage> Envelope { get; private set; }

    /// <summary>Whether it is still in the line; changed under the mailbox's lock.</summary>
    public bool Waits { get; set; }

    /// <summary>The one behind it among those to be completed.</summary>
    public MailboxWaiter<TMessage>? Next { get; set; }

    /// <summary>What the sender awaits, once.</summary>
    public ValueTask Task => new(this, core.Version);

    /// <summary>Begins to wait.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="cancellable">Whether somebody may cancel it at any time later: it is not used again.</param>
    public void Begin(in Envelope<TMessage> envelope, bool cancellable)
    {
        Envelope = envelope;
        Waits = true;
        this.cancellable = cancellable;
    }

    /// <summary>It waits no longer.</summary>
    public void Complete() => core.SetResult(true);

    /// <summary>Gives up, unless the message was put in already.</summary>
    public void Cancel(CancellationToken token)
    {
        if (mailbox.Leave(this)) core.SetException(new OperationCanceledException(token));
    }

    public void GetResult(short token)
    {
        try
        {
            core.GetResult(token);
        }
        finally
        {
            Envelope = default;
            if (!cancellable)
            {
                core.Reset();
                mailbox.Keep(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
