using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Hosting;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Security;
using Fresnel.Entities.WarmUp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Engine.Hosting;

/// <summary>The composition of a host process: the engine of entities with the counter.</summary>
internal static class EngineComposition
{
    /// <summary>Akka's own failure detector, gossip and downing: the baseline of takeovers.</summary>
    private const string AkkaDefaults = """
        akka.cluster {
          failure-detector {
            heartbeat-interval = 1s, acceptable-heartbeat-pause = 3s, min-std-deviation = 100ms, expected-response-after = 1s
          }
          gossip-interval = 1s
          gossip-different-view-probability = 0.8
          leader-actions-interval = 1s
          unreachable-nodes-reaper-interval = 1s
          downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          down-removal-margin = off
          split-brain-resolver { active-strategy = keep-majority, stable-after = 20s }
          sharding { retry-interval = 2s, coordinator-failure-backoff = 5s, shard-failure-backoff = 10s, entity-restart-backoff = 10s }
        }
        """;

    /// <summary>Adds the engine and an <see cref="IHostGate"/> to a host process.</summary>
    public static async Task AddEngineAsync(HostApplicationBuilder builder, HostOptions options, CancellationToken cancellationToken)
    {
        var loggers = LoggerFactory.Create(log => log.AddSimpleConsole(console =>
            (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "HH:mm:ss.fff ", true)));
        var time = TimeProvider.System;
        var node = await EntityNode.OpenAsync(OptionsOf(options), [typeof(CounterState).Assembly], loggers, time, cancellationToken);
        builder.Services.AddHostedService(_ => new Closing(node));
        node.AddTo(
            builder.Services,
            akka => akka.WithEntity<CounterState, CounterCommand, CounterEvent>(CounterState.Kind, EntitiesOf(options)),
            cancel => EntityWarmUp.RunAsync<CounterState, CounterCommand, CounterEvent>(
                node.Options.Store, node.Codec, CounterState.Kind, number => new CounterCommands.Add(number + 1), loggers, time, cancel));
        builder.Services.AddSingleton(provider => new HostGate(options, provider));
        builder.Services.AddSingleton<IHostGate>(provider => provider.GetRequiredService<HostGate>());
    }

    private static EntityNodeOptions OptionsOf(HostOptions options)
    {
        var embedded = options.Database is null;
        var certificates = Path.Combine(embedded ? options.Data : Path.GetDirectoryName(options.Data)!, "certificates");
        return new EntityNodeOptions
        {
            Formation = new FormationOptions
            {
                BindHost = options.Host,
                Port = options.Port,
                Roles = options.Role == HostRole.Lighthouse ? [ClusterRoles.Lighthouse] : [ClusterRoles.Entities],
                Database = options.Database,
                Certificates = new CertificateOptions { Folder = certificates },
            },
            Store = new EntityStoreOptions
            {
                Provider = embedded ? EntityStoreProvider.Sqlite : EntityStoreProvider.Postgres,
                File = embedded ? Path.Combine(options.Data, HostOptions.JournalFile) : null,
                ConnectionString = options.Database,
                BatchSize = options.BatchSize ?? new EntityStoreOptions().BatchSize,
                Parallelism = options.Parallelism ?? new EntityStoreOptions().Parallelism,
            },
            WarmUp = options.WarmUp && options.Role == HostRole.Node,
            AkkaSettings = options.Defaults ? AkkaDefaults : null,
        };
    }

    private static EntityOptions EntitiesOf(HostOptions options)
    {
        var entities = new EntityOptions();
        if (options.PassivateAfter is { } after) entities.PassivateAfter = after;
        return entities;
    }

    /// <summary>
    /// Closes the engine's connections, after the actor system: hosted services stop in the reverse order of their registration.
    /// </summary>
    private sealed class Closing(EntityNode node) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken) => await node.DisposeAsync();
    }
}
