using Akka.Actor;

namespace Fresnel.Entities.WarmUp;

/// <summary>Stands in for the shard of one entity. Ends with it.</summary>
internal sealed class WarmUpShard(Props entity) : UntypedActor
{
    private IActorRef child = ActorRefs.Nobody;

    protected override void PreStart() => child = Context.Watch(Context.ActorOf(entity));

    protected override void OnReceive(object message)
    {
        if (message is Terminated) Context.Stop(Self);
        else child.Forward(message);
    }
}
