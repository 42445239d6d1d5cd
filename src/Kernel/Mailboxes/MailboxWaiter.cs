using System.Threading.Tasks.Sources;

namespace Fresnel.Kernel.Mailboxes;

/// <summary>A sender that waits for room, with its message; completes when the message was put in or will never be.</summary>
/// <param name="mailbox">The mailbox, which keeps one that is no longer needed for the next sender.</param>
internal sealed class MailboxWaiter<TMessage>(Mailbox<TMessage> mailbox) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _cancellable;

    public Envelope<TMessage> Envelope { get; private set; }

    /// <summary>Whether it is still in the line; changed under the mailbox's lock.</summary>
    public bool Waits { get; set; }

    /// <summary>The one behind it among those to be completed.</summary>
    public MailboxWaiter<TMessage>? Next { get; set; }

    /// <summary>What the sender awaits, once.</summary>
    public ValueTask Task => new(this, _core.Version);

    /// <summary>Begins to wait.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="cancellable">Whether somebody may cancel it at any time later: it is not used again.</param>
    public void Begin(in Envelope<TMessage> envelope, bool cancellable)
    {
        Envelope = envelope;
        Waits = true;
        _cancellable = cancellable;
    }

    /// <summary>It waits no longer.</summary>
    public void Complete() => _core.SetResult(true);

    /// <summary>Gives up, unless the message was put in already.</summary>
    public void Cancel(CancellationToken token)
    {
        if (mailbox.Leave(this)) _core.SetException(new OperationCanceledException(token));
    }

    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            Envelope = default;
            if (!_cancellable)
            {
                _core.Reset();
                mailbox.Keep(this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
