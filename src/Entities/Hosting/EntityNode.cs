using System.Reflection;
using Akka.Configuration;
using Akka.Hosting;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Fresnel.Entities.Serialization;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Hosting;

/// <summary>
/// A process that takes part in a cluster of entities: node, lighthouse, or an embedded node, which is a cluster of one. The composition
/// is the
/// list of what runs.
/// </summary>
/// <example><code>
/// await using var node = await EntityNode.OpenAsync(options, [typeof(CameraCommands).Assembly], loggers, time, stopping);
/// node.AddTo(builder.Services, akka => akka.WithEntity&lt;CameraState, CameraCommand, CameraEvent&gt;("camera"));
/// </code></example>
public sealed class EntityNode : IAsyncDisposable
{
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;

    private EntityNode(EntityNodeOptions options, WireCodec codec, EntityReading reading, NodeFormation formation, ILoggerFactory loggers,
        TimeProvider time)
    {
        Options = options;
        Codec = codec;
        Reading = reading;
        Formation = formation;
        this.loggers = loggers;
        this.time = time;
    }

    /// <summary>The options of the process.</summary>
    public EntityNodeOptions Options { get; }

    /// <summary>The codec of everything that is sent and journaled.</summary>
    public WireCodec Codec { get; }

    /// <summary>What the process reads its journal with.</summary>
    public EntityReading Reading { get; }

    /// <summary>How the process finds its cluster and stays in it.</summary>
    public NodeFormation Formation { get; }

    /// <summary>Prepares the store and the certificates. Nothing joins yet.</summary>
    /// <param name="options">The options of the process.</param>
    /// <param name="messages">The assemblies of the messages that entities send and journal.</param>
    /// <param name="loggers">Where everything logs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="processEnd">Ends the process where the cluster demands it; the process's own end where null.</param>
    /// <exception cref="ArgumentException">Engine and store have different numbers of shards.</exception>
    /// <exception cref="ShardCountMismatchException">The store was created with another number of shards.</exception>
    /// <exception cref="EntityStoreException">The store's options are wrong, or the database is not one that this build can work
    /// with.</exception>
    /// <exception cref="Storage.Events.EventSourceUnavailableException">The database cannot be reached now.</exception>
    public static async Task<EntityNode> OpenAsync(
        EntityNodeOptions options, IReadOnlyList<Assembly> messages, ILoggerFactory loggers, TimeProvider time,
            CancellationToken cancellationToken, IProcessEnd? processEnd = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(messages);
        if (options.Engine.Shards != options.Store.Shards)
            throw new ArgumentException(
                $"The engine has {options.Engine.Shards} shards and the store {options.Store.Shards}: both must be the same.",
                    nameof(options));
        var codec = new WireCodec([.. messages.Append(typeof(IWireMessage).Assembly).Append(typeof(NodeFormation).Assembly).Distinct()]);
        var facts = await EntityTables.PrepareAsync(options.Store, cancellationToken).ConfigureAwait(false);
        var reading = await EntityReading.OpenAsync(options.Store, facts, time, loggers, cancellationToken).ConfigureAwait(false);
        try
        {
            return new EntityNode(options, codec, reading, new NodeFormation(options.Formation, loggers, processEnd, time), loggers, time);
        }
        catch
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds the actor system to the services of a host, which starts it, joins the cluster, and leaves it at its end.</summary>
    /// <param name="services">The services.</param>
    /// <param name="kinds">Adds the kinds of entities: <c>WithEntity</c>.</param>
    /// <param name="beforeJoin">Runs before the actor system starts: the warm-up. Null for nothing.</param>
    public void AddTo(IServiceCollection services, Action<AkkaConfigurationBuilder> kinds, Func<CancellationToken, Task>? beforeJoin = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(kinds);
        services.AddSingleton(Reading.Events).AddSingleton(Reading.Catalogue).AddSingleton(Formation.Standing).AddEntityGateway();
        if (beforeJoin is not null && Options.WarmUp) services.AddHostedService(_ => new BeforeJoin(this, beforeJoin));
        services.AddAkka(Options.Formation.SystemName, akka =>
        {
            akka.ConfigureLoggers(log =>
                {
                    log.LogLevel = Akka.Event.LogLevel.WarningLevel;
                    log.ClearLoggers();
                    log.AddLoggerFactory(loggers);
                })
                .WithWire(Codec)
                .WithEntityStore(Options.Store)
                .WithEntityEngine(Options.Engine, Formation.Standing, loggers, time);
            kinds(akka);
            if (Formation.IsHost) akka.WithEntitySweep(Reading);
            akka.WithFormation(Formation); // the last one that runs: it joins
            if (Options.AkkaSettings is { } settings) akka.AddHocon(ConfigurationFactory.ParseString(settings), HoconAddMode.Prepend);
        });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Reading.DisposeAsync().ConfigureAwait(false);
        await Formation.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Where nobody else runs entities meanwhile, warming up would only lengthen their silence.</summary>
    private sealed class BeforeJoin(EntityNode node, Func<CancellationToken, Task> work) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (!await EntityNodesSeen.IsAnyAsync(node.Formation, cancellationToken).ConfigureAwait(false)) return;
            await work(cancellationToken).ConfigureAwait(false);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
