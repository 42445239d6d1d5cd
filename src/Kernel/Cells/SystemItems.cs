using Fresnel.Kernel.Mailboxes;
using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Cells;

/// <summary>An item that ends in a message for the actor; waits where the actor has failed and its parent has not decided.</summary>
internal interface IMessageItem;

/// <summary>The stop mode was set; look at it.</summary>
internal sealed class StopItem : SystemItem;

/// <summary>The backoff is over.</summary>
/// <param name="instance">The number of the instance that failed.</param>
internal sealed class RestartItem(int instance) : SystemItem
{
    public int Instance { get; } = instance;
}

/// <summary>A child asks what to do about its failure.</summary>
internal sealed class ChildFailedItem(ICell child, Exception failure) : SystemItem
{
    public ICell Child { get; } = child;

    public Exception Failure { get; } = failure;
}

/// <summary>The parent's answer.</summary>
/// <param name="directive">Never escalate.</param>
/// <param name="cause">Why.</param>
/// <param name="delay">The wait before a restart.</param>
/// <param name="question">What is answered; null where the directive is about a sibling's failure.</param>
internal sealed class DirectiveItem(Directive directive, Exception cause, TimeSpan delay, ChildFailedItem? question) : SystemItem
{
    public Directive Directive { get; } = directive;

    public Exception Cause { get; } = cause;

    public TimeSpan Delay { get; } = delay;

    public ChildFailedItem? Question { get; } = question;
}

/// <summary>A watched actor has stopped.</summary>
internal sealed class TerminatedItem(Terminated terminated) : SystemItem, IMessageItem
{
    public Terminated Terminated { get; } = terminated;
}

/// <summary>The receive timeout's timer fired.</summary>
internal sealed class IdleItem : SystemItem, IMessageItem;

/// <summary>A message that the actor sends itself.</summary>
/// <param name="message">The message.</param>
/// <param name="context">Its context.</param>
/// <param name="instance">The only instance it is meant for.</param>
internal sealed class SelfItem<TMessage>(TMessage message, MessageContext? context, int instance) : SystemItem, IMessageItem
{
    public TMessage Message { get; } = message;

    public MessageContext? Context { get; } = context;

    public int Instance { get; } = instance;
}
