using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Fresnel.Entities.Tests.Support;

/// <summary>Stands in for the shard of one entity: forwards, tells the test what the entity asks of it, ends with it.</summary>
internal sealed class StandInShard : ReceiveActor
{
    public StandInShard(Props entity, IActorRef test)
    {
        var child = Context.Watch(Context.ActorOf(entity, "entity"));
        Receive<Passivate>(test.Forward);
        Receive<Terminated>(_ =>
        {
            test.Tell("ended");
            Context.Stop(Self);
        });
        ReceiveAny(message =>
        {
            if (message is Kill) child.Tell(Akka.Actor.Kill.Instance);
            else child.Forward(message);
        });
    }

    /// <summary>Ends the entity without any grace.</summary>
    internal sealed record Kill;
}
