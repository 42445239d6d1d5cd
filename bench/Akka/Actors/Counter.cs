using Akka.Actor;
using Fresnel.Bench.Kernel;

namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Counts its messages.</summary>
internal sealed class Counter(int expected, Countdown done) : UntypedActor
{
    public static readonly object Tick = new();
    public static readonly object Ready = new();

    private int seen;

    protected override void OnReceive(object message)
    {
        if (ReferenceEquals(message, Ready)) Sender.Tell(message);
        else if (++seen == expected) done.Signal();
    }
}
