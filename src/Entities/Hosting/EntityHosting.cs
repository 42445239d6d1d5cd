using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Hosting;
using Fresnel.Entities.Decisions;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Gateway;
using Fresnel.Entities.Reading;
using Fresnel.Entities.Sharding;
using Fresnel.Entities.Sharding.Allocation;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Entities.Hosting;

/// <summary>Configures the entities of an actor system.</summary>
public static class EntityHosting
{
    // The modules' own settings must be there when the actor system starts: later, their serializers are not found.
    private static Config AkkaModules => ClusterSharding.DefaultConfig()
        .WithFallback(ClusterSingleton.DefaultConfig())
        .WithFallback(DistributedData.DefaultConfig());

    /// <summary>Makes <see cref="IEntityGateway"/> and <see cref="EntityEngine"/> available as services.</summary>
    public static IServiceCollection AddEntityGateway(this IServiceCollection services) => services
        .AddSingleton(provider => EntityEngine.Of(provider.GetRequiredService<ActorSystem>()))
        .AddSingleton(provider => provider.GetRequiredService<EntityEngine>().Gateway);

    /// <summary>Configures what all entities have in common. Before <see cref="WithEntity{TState,TCommand,TEvent}"/>.</summary>
    /// <param name="builder">The builder of the actor system, configured by <c>WithWire</c>, <c>WithEntityStore</c> and
    /// <c>WithFormation</c>.</param>
    /// <param name="options">The options.</param>
    /// <param name="standing">Whether this process may activate entities.</param>
    /// <param name="loggers">Where entities log; nowhere where null.</param>
    /// <param name="time">The clock of entities; the system's where null.</param>
    public static AkkaConfigurationBuilder WithEntityEngine(
        this AkkaConfigurationBuilder builder, EntityEngineOptions options, INodeStanding standing, ILoggerFactory? loggers = null,
            TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddSetup(new EntityEngineSetup(options, standing, loggers ?? NullLoggerFactory.Instance, time ?? TimeProvider.System))
            .AddHocon(AkkaModules, HoconAddMode.Append);
    }

    /// <summary>
    /// Starts the region of a kind of entity, where this process has the role <c>shardhost</c>; elsewhere a proxy. Shards are given to
    /// members
    /// with the role <c>entities</c> only.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="kind">The kind: <c>camera</c>.</param>
    /// <param name="options">How its entities are run; the defaults where null.</param>
    /// <param name="runner">Props of what an entity runs; null where it runs nothing.</param>
    /// <typeparam name="TState">The state.</typeparam>
    /// <typeparam name="TCommand">The commands.</typeparam>
    /// <typeparam name="TEvent">The events.</typeparam>
    public static AkkaConfigurationBuilder WithEntity<TState, TCommand, TEvent>(
        this AkkaConfigurationBuilder builder, string kind, EntityOptions? options = null, Func<EntityId, Props>? runner = null)
        where TState : class, IEntityState<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class, IEntityEvent
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStartup(async (system, registry) =>
        {
            var engine = EntityEngine.Of(system);
            var extractor = new EntityExtractor(kind, engine.Shards);
            var sharding = ClusterSharding.Get(system);
            var node = NodeIdentity.Of(Akka.Cluster.Cluster.Get(system).SelfUniqueAddress);
            var region = Akka.Cluster.Cluster.Get(system).SelfRoles.Contains(ClusterRoles.ShardHost)
                ? await sharding.StartAsync(
                    kind,
                    EntityProps<TState, TCommand, TEvent>(engine, node, kind, options ?? new EntityOptions(), runner),
                    ClusterShardingSettings.Create(system),
                    extractor,
                    new EntityNodesAllocation(system),
                    EntityStop.Instance).ConfigureAwait(false)
                : await sharding.StartProxyAsync(kind, ClusterRoles.ShardHost, extractor).ConfigureAwait(false);
            engine.Regions.Add(kind, region);
            registry.Register<EntityRegion<TState>>(region);
        });
    }

    /// <summary>Compares the catalogue with the entities that run, on the member that hosts the coordinators.</summary>
    /// <param name="builder">The builder of the actor system of a process with the role <c>shardhost</c>.</param>
    /// <param name="reading">The catalogue and its projection, which runs where the sweep does.</param>
    public static AkkaConfigurationBuilder WithEntitySweep(this AkkaConfigurationBuilder builder, EntityReading reading)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithSingleton<EntitySweep>(
            "entity-sweep",
            (system, _, _) => Made.By(() =>
            {
                var engine = EntityEngine.Of(system);
                return new EntitySweep(engine, reading.Catalogue, reading.Projection, engine.Setup.Loggers.CreateLogger<EntitySweep>());
            }),
            new ClusterSingletonOptions { Role = ClusterRoles.ShardHost },
            createProxyToo: false);
    }

    /// <summary>Props of the entities of a kind, by name.</summary>
    internal static Func<string, Props> EntityProps<TState, TCommand, TEvent>(
        EntityEngine engine, NodeIdentity node, string kind, EntityOptions options, Func<EntityId, Props>? runner)
        where TState : class, IEntityState<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class, IEntityEvent
    {
        var (standing, time, codec) = (engine.Setup.Standing, engine.Setup.Time, engine.Wire.Codec);
        var logger = engine.Setup.Loggers.CreateLogger($"Fresnel.Entities.{kind}");
        return name =>
        {
            var entity = new EntityId(kind, name);
            Func<EntityLife, Props> state = life => Made.By(() =>
                new EntityActor<TState, TCommand, TEvent>(entity, life, options, codec, standing, node, time, logger));
            return Made.By(() => new EntityParent(entity, state, runner, engine.Fences, options, node, time, logger));
        };
    }
}
