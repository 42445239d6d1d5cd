using Akka.Actor;
using Akka.Configuration;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Gateway;
using Fresnel.Entities.Serialization;

namespace Fresnel.Entities.Hosting;

/// <summary>The entities of an actor system: their regions, and the gateway to them.</summary>
public sealed class EntityEngine : IExtension
{
    private const int MostGateways = 4;

    internal EntityEngine(ExtendedActorSystem system)
    {
        Setup = system.Settings.Setup.Get<EntityEngineSetup>() is { HasValue: true } setup
            ? setup.Value
            : throw new ConfigurationException("The actor system was not configured by WithEntityEngine.");
        Wire = system.Settings.Setup.Get<WireSetup>() is { HasValue: true } wire
            ? wire.Value
            : throw new ConfigurationException("The actor system was not configured by WithWire.");
        Fences = new EntityFences(Setup.Time);
        var actors = new IActorRef[Math.Clamp(Environment.ProcessorCount, 1, MostGateways)];
        for (var i = 0; i < actors.Length; i++)
            actors[i] = system.SystemActorOf(Made.By(() => new GatewayActor(Regions, Setup.Time)), $"entity-gateway-{i + 1}");
        Gateway = new EntityGateway(actors, Wire.Codec, Setup.Time);
    }

    /// <summary>Sends commands and queries to entities.</summary>
    public IEntityGateway Gateway { get; }

    /// <summary>The regions of this process, by kind.</summary>
    public EntityRegions Regions { get; } = new();

    /// <summary>The number of shards of the cluster.</summary>
    public int Shards => Setup.Options.Shards;

    internal EntityEngineSetup Setup { get; }

    internal WireSetup Wire { get; }

    internal EntityFences Fences { get; }

    /// <summary>The entities of an actor system.</summary>
    /// <exception cref="ConfigurationException">The system was not configured by <see cref="EntityHosting.WithEntityEngine"/>.</exception>
    public static EntityEngine Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<EntityEngine, Provider>();
    }

    private sealed class Provider : ExtensionIdProvider<EntityEngine>
    {
        public override EntityEngine CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
