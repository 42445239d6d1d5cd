using Akka.Actor;
using Fresnel.Bench.Kernel;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Fails at each message, and says when it has started.</summary>
internal sealed class Fragile(Countdown started) : UntypedActor
{
    protected override void PreStart() => started.Signal();

    protected override void OnReceive(object message) => throw new InvalidOperationException("broken");
}
