namespace Fresnel.Kernel;

/// <summary>Makes places for answers to go, other than an ask.</summary>
public static class ReplyTo
{
    /// <summary>Hands answers to a function, on the thread of who answers; it must be quick and must not throw.</summary>
    public static ReplyTo<TReply> Function<TReply>(Action<TReply> action) => new(action, 0);

    /// <summary>Tells answers to an actor (see <see cref="ActorRef{TMessage}.Adapt{TOther}"/>). An answer that finds its mailbox full is lost.</summary>
    public static ReplyTo<TReply> Actor<TReply>(ActorRef<TReply> actor) => new(actor, 0);
}
