namespace Fresnel.Kernel;

/// <summary>A reference that turns one kind of message into another on the way.</summary>
internal sealed class AdaptedRef<TOther, TMessage>(ActorRef<TMessage> target, Func<TOther, TMessage> map) : ActorRef<TOther>
{
    public override string Name => target.Name;

    public override string Path => target.Path;

    public override Task WhenStopped => target.WhenStopped;

    public override bool IsStopping => target.IsStopping;

    public override int Waiting => target.Waiting;

    public override long Dropped => target.Dropped;

    internal override ActorSystem System => target.System;

    internal override int Capacity => target.Capacity;

    internal override Overflow Overflow => target.Overflow;

    internal override ActorRef Target => target.Target;

    public override void Stop(StopMode mode = StopMode.Discard) => target.Stop(mode);

    public override ValueTask TellAsync(TOther message, MessageContext? context, CancellationToken cancellationToken) =>
        target.TellAsync(map(message), context, cancellationToken);

    internal override OfferResult Offer(TOther message, MessageContext? context, bool takenOver) =>
        target.Offer(map(message), context, takenOver);

    internal override void AddWatcher(ITerminationWatcher watcher) => target.AddWatcher(watcher);

    internal override void RemoveWatcher(ITerminationWatcher watcher) => target.RemoveWatcher(watcher);
}
