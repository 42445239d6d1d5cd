using Fresnel.Kernel;
using Fresnel.Kernel.Supervision;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Restarts its child as often as it fails.</summary>
internal sealed class Parent(Countdown started, int capacity) : Actor<ReplyTo<ActorRef<object>>>
{
    private ActorRef<object>? child;

    protected override SupervisionStrategy Supervision { get; } = new() { MaxRestarts = null, Backoff = null };

    protected override ValueTask OnStartedAsync()
    {
        child = Context.Spawn(() => new Fragile(started), "child", new() { Capacity = capacity });
        return default;
    }

    protected override ValueTask ReceiveAsync(ReplyTo<ActorRef<object>> message)
    {
        message.Tell(child!);
        return default;
    }
}
