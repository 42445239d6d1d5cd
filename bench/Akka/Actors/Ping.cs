using Akka.Actor;
using Fresnel.Bench.Kernel;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Plays so many rounds.</summary>
internal sealed class Ping(IActorRef pong, int rounds, Countdown done) : UntypedActor
{
    private int left = rounds + 1;

    protected override void OnReceive(object message)
    {
        if (ReferenceEquals(message, Counter.Ready)) Sender.Tell(message);
        else if (--left > 0) pong.Tell(message);
        else done.Signal();
    }
}
