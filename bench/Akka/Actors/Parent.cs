using Akka.Actor;
using Fresnel.Bench.Kernel;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Restarts its child as often as it fails.</summary>
internal sealed class Parent(Countdown started) : UntypedActor
{
    private readonly IActorRef child = Context.ActorOf(Props.Create(() => new Fragile(started)));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Restart);

    protected override void OnReceive(object message) => Sender.Tell(child);
}
