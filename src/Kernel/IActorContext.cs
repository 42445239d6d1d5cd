using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel;

/// <summary>What an actor may do, from inside its own turn. Not for other threads: what runs beside the turn comes back with <see cref="PipeToSelf{TResult}"/>.</summary>
public interface IActorContext<TMessage>
{
    /// <summary>The actor's own address.</summary>
    ActorRef<TMessage> Self { get; }

    /// <summary>The name, unique among its siblings.</summary>
    string Name { get; }

    /// <summary>The names from the system down.</summary>
    string Path { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>A logger of the actor's type. Made when first asked for.</summary>
    ILogger Logger { get; }

    /// <summary>The context of the message in hand; flows into what is told from here.</summary>
    MessageContext? Current { get; }

    /// <summary>Cancelled when this instance ends: it is discarded, has drained, or is restarted. An <see cref="OperationCanceledException"/> that follows a stop is not a failure.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Timers that tell this actor; cancelled when the instance ends.</summary>
    IActorTimers<TMessage> Timers { get; }

    /// <summary>The children alive now.</summary>
    IReadOnlyCollection<ActorRef> Children { get; }

    /// <summary>Makes a child. The factory runs in the child's first turn and again at each restart.</summary>
    /// <param name="factory">Makes an instance; each call a new one.</param>
    /// <param name="name">1 to 200 characters without <c>/</c> and control characters; null makes one up.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed.</exception>
    ActorRef<TChild> Spawn<TChild>(Func<Actor<TChild>> factory, string? name = null, SpawnOptions<TChild>? options = null);

    /// <summary>Asks this actor to stop after the message in hand.</summary>
    void StopSelf(StopMode mode = StopMode.Discard);

    /// <summary>Has this message delivered when the other actor has stopped for good; at once where it has already. Once per actor; its restart is no end, but a restart of this actor ends the watching.</summary>
    void Watch(ActorRef actor, TMessage message);

    /// <summary>Has a message made and delivered when the other actor has stopped for good.</summary>
    void Watch(ActorRef actor, Func<Terminated, TMessage> message);

    /// <summary>Stops watching; nothing more is delivered, even where it had stopped already.</summary>
    void Unwatch(ActorRef actor);

    /// <summary>Puts the message in hand aside.</summary>
    /// <exception cref="InvalidOperationException">There is no message in hand, or it is set aside already.</exception>
    /// <exception cref="MailboxFullException">As many as the mailbox's capacity are set aside.</exception>
    void Stash();

    /// <summary>Handles everything put aside next, in the order in which it was told, before what waits in the mailbox.</summary>
    void UnstashAll();

    /// <summary>Has a message delivered once when nothing was told for so long; again after the next message. Timer messages do not count as told.</summary>
    void SetReceiveTimeout(TimeSpan idle, TMessage message);

    /// <summary>Ends the receive timeout.</summary>
    void CancelReceiveTimeout();

    /// <summary>Runs work beside the actor's turn and has its result delivered as a message; it needs no room in the mailbox. Dropped where the instance ended meanwhile.</summary>
    /// <param name="work">Started on the thread pool; gets <see cref="Stopping"/>.</param>
    /// <param name="onResult">Makes the message.</param>
    /// <param name="onFailure">Makes the message where the work failed (not asked where it was cancelled because this instance ended).</param>
    void PipeToSelf<TResult>(Func<CancellationToken, Task<TResult>> work, Func<TResult, TMessage> onResult, Func<Exception, TMessage> onFailure);

    /// <summary>Tells this actor itself; needs no room in its mailbox, and comes before what waits there.</summary>
    void TellSelf(TMessage message);
}
