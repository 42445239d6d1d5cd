using Akka.Actor;

namespace Fresnel.Wire.Tests.Clusters;

/// <summary>Says on which node it lives. Also deployed by name from another node, so its constructor takes what can be sent.</summary>
public sealed class PlaceActor : ReceiveActor
{
    public PlaceActor(string greeting)
    {
        var address = Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString();
        Receive<ClusterMessages.Where>(_ => Sender.Tell(new ClusterMessages.Here(address)));
        Receive<string>(text => Sender.Tell(new Status.Success($"{greeting} {text}")));
        Receive<int>(number => Sender.Tell(new Status.Failure(new InvalidOperationException($"not {number}"))));
    }
}
