namespace Fresnel.Kernel.Asking;

/// <summary>Asks.</summary>
internal static class Asker
{
    public static ValueTask<TReply> Ask<TMessage, TReply>(ActorRef<TMessage> actor, Func<ReplyTo<TReply>, TMessage> message, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
