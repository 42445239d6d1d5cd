using Akka.Actor;
using Akka.Hosting;

namespace Fresnel.Reading.Tests.Plugins;

internal static class Regions
{
    /// <summary>The region of the counters.</summary>
    public static Task<IActorRef> FindRegionAsync(this ActorSystem system) => ActorRegistry.For(system).GetAsync<CounterActor>();
}
