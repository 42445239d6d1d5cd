using Akka.Actor;
using Fresnel.Bench.Kernel;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Says that it has started, and does nothing more.</summary>
internal sealed class Starter(Countdown started) : UntypedActor
{
    protected override void PreStart() => started.Signal();

    protected override void OnReceive(object message)
    {
    }
}
