namespace Fresnel.Kernel.Asking;

/// <summary>Sends questions.</summary>
internal static class Asker
{
    public static ValueTask<TReply> Ask<TMessage, TReply>(
        ActorRef<TMessage> actor,
        Func<ReplyTo<TReply>, TMessage> message,
        DateTimeOffset deadline,
        CancellationToken cancellationToken)
    {
        var system = actor.System;
        var context = MessageContext.Current;
        if (context?.Deadline is { } earlier && earlier < deadline) deadline = earlier;
        context = context is null ? new MessageContext { Deadline = deadline } : context with { Deadline = deadline };
        var timeout = deadline - system.Time.GetUtcNow();
        if (timeout <= TimeSpan.Zero) return ValueTask.FromException<TReply>(new AskTimeoutException(actor.Path, deadline));
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TReply>(cancellationToken);

        var source = system.AskPool<TReply>().Rent();
        var ticket = source.Begin(actor, deadline, timeout);
        var task = source.Task(ticket, cancellationToken);
        var question = message(new ReplyTo<TReply>(source, ticket));
        switch (actor.Offer(question, context, takenOver: true))
        {
            case OfferResult.Stopped:
                source.Fail(ticket, new ActorStoppedException(actor.Path));
                break;
            case OfferResult.Full when actor.Overflow == Overflow.Wait:
                _ = WaitForRoomAsync(actor, question, context, source, ticket, cancellationToken);
                break;
            case OfferResult.Full:
            case OfferResult.Dropped when actor.Overflow == Overflow.DropNewest:
                source.Fail(ticket, new MailboxFullException(actor.Path, actor.Capacity));
                break;
        }

        return task;
    }

    private static async Task WaitForRoomAsync<TMessage, TReply>(
        ActorRef<TMessage> actor,
        TMessage question,
        MessageContext context,
        AskSource<TReply> source,
        long ticket,
        CancellationToken cancellationToken)
    {
        try
        {
            await actor.TellAsync(question, context, cancellationToken).ConfigureAwait(false);
            if (actor.IsStopping && actor.WhenStopped.IsCompleted) source.Fail(ticket, new ActorStoppedException(actor.Path));
        }
        catch (Exception failure) when (failure is OperationCanceledException or MailboxFullException)
        {
            source.Fail(ticket, failure);
        }
    }
}
