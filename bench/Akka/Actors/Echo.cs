using Akka.Actor;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Answers.</summary>
internal sealed class Echo : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message);
}
