using Akka.Actor;

namespace Fresnel.Entities.Hosting;

/// <summary>
/// Props of actors that a function makes. <c>Props.Create(() => new …)</c> takes an expression apart and calls the constructor by
/// reflection,
/// which is slow where hundreds of entities start at once.
/// </summary>
internal static class Made
{
    /// <summary>Props of an actor that is made on this node.</summary>
    public static Props By<TActor>(Func<TActor> make)
        where TActor : ActorBase => Props.CreateBy(new Producer<TActor>(make));

    private sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
