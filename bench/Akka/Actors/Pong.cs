using Akka.Actor;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Sends the ball back.</summary>
internal sealed class Pong : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}
