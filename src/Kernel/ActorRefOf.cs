using Fresnel.Kernel.Asking;

namespace Fresnel.Kernel;

/// <summary>An actor's address. Messages told through it by one sender are handled in the order in which they were told.</summary>
/// <typeparam name="TMessage">What the actor receives; a class or a struct. A struct costs no allocation per tell.</typeparam>
public abstract class ActorRef<TMessage> : ActorRef
{
    private protected ActorRef()
    {
    }

    /// <summary>
    /// Puts a message into the actor's mailbox and returns. It carries the context of the message being handled here, if any.
    /// Told to a stopped actor it is a dead letter: counted and logged, no exception.
    /// </summary>
    /// <exception cref="MailboxFullException">The mailbox is full and its policy is <see cref="Overflow.Fail"/> or
    /// <see cref="Overflow.Wait"/> (a tell cannot wait: use <see cref="TellAsync(TMessage, CancellationToken)"/>).</exception>
    public void Tell(TMessage message) => Tell(message, MessageContext.Current);

    /// <summary>Puts a message into the actor's mailbox with a context of its own.</summary>
    /// <inheritdoc cref="Tell(TMessage)" path="/exception"/>
    public void Tell(TMessage message, MessageContext? context)
    {
        if (Offer(message, context, takenOver: true) == OfferResult.Full) throw new MailboxFullException(Path, Capacity);
    }

    /// <summary>Puts a message into the actor's mailbox; false where the actor has stopped, or where the mailbox is full and does not make room.</summary>
    /// <remarks>A message that is not taken stays the caller's: it is neither counted as dropped nor given to <see cref="SpawnOptions{TMessage}.OnDropped"/>,
    /// except under <see cref="Overflow.DropNewest"/>, where dropping it is the policy and the answer is true.</remarks>
    public bool TryTell(TMessage message) => TryTell(message, MessageContext.Current);

    /// <summary>Puts a message into the actor's mailbox with a context of its own, or says that it could not.</summary>
    /// <inheritdoc cref="TryTell(TMessage)" path="/remarks"/>
    public bool TryTell(TMessage message, MessageContext? context) =>
        Offer(message, context, takenOver: false) is OfferResult.Taken or OfferResult.Dropped;

    /// <summary>Puts a message into the actor's mailbox, waiting for room where the policy is <see cref="Overflow.Wait"/>.</summary>
    /// <exception cref="MailboxFullException">The mailbox is full and its policy is <see cref="Overflow.Fail"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the message was not put in.</exception>
    public ValueTask TellAsync(TMessage message, CancellationToken cancellationToken = default) =>
        TellAsync(message, MessageContext.Current, cancellationToken);

    /// <summary>Puts a message with a context of its own into the actor's mailbox, waiting for room where the policy says so.</summary>
    /// <inheritdoc cref="TellAsync(TMessage, CancellationToken)" path="/exception"/>
    public abstract ValueTask TellAsync(TMessage message, MessageContext? context, CancellationToken cancellationToken);

    /// <summary>Sends a message and waits for its answer. Await the result exactly once.</summary>
    /// <param name="message">Makes the message; it is given where the answer goes.</param>
    /// <param name="timeout">How long to wait at most. An earlier deadline of the message being handled here is kept.</param>
    /// <param name="cancellationToken">Gives up waiting; the actor may still handle the message.</param>
    /// <exception cref="AskTimeoutException">No answer in time.</exception>
    /// <exception cref="ActorStoppedException">The actor has stopped.</exception>
    /// <exception cref="MailboxFullException">The mailbox is full and its policy is <see cref="Overflow.Fail"/>.</exception>
    public ValueTask<TReply> Ask<TReply>(Func<ReplyTo<TReply>, TMessage> message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return Ask(message, System.Time.GetUtcNow() + timeout, cancellationToken);
    }

    /// <summary>Sends a message and waits for its answer until a deadline. Await the result exactly once.</summary>
    /// <inheritdoc cref="Ask{TReply}(Func{ReplyTo{TReply}, TMessage}, TimeSpan, CancellationToken)" path="/exception"/>
    public ValueTask<TReply> Ask<TReply>(Func<ReplyTo<TReply>, TMessage> message, DateTimeOffset deadline, CancellationToken cancellationToken = default) =>
        Asker.Ask(this, message, deadline, cancellationToken);

    /// <summary>A reference to the same actor that takes another kind of message and turns it into this actor's own.</summary>
    /// <remarks>The function runs where the message is told and must be pure.</remarks>
    public ActorRef<TOther> Adapt<TOther>(Func<TOther, TMessage> map) => new AdaptedRef<TOther, TMessage>(this, map);

    /// <summary>The most messages that wait.</summary>
    internal abstract int Capacity { get; }

    /// <summary>What happens when they do.</summary>
    internal abstract Overflow Overflow { get; }

    /// <summary>Puts a message in, applying the policy and counting what is lost.</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">Its context.</param>
    /// <param name="takenOver">Whether a message for a stopped actor is a dead letter; otherwise it stays the caller's.</param>
    internal abstract OfferResult Offer(TMessage message, MessageContext? context, bool takenOver);
}
