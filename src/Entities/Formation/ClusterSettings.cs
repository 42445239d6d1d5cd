using System.Globalization;
using Akka.Configuration;

namespace Fresnel.Entities.Formation;

/// <summary>Akka's settings for remoting, cluster, sharding and downing; not those of persistence and serializers.</summary>
internal static class ClusterSettings
{
    // Measured: docs/engine.md. What is not said here is Akka's default.
    private const string Fixed = """
        akka {
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off   # Environment.Exit must not wait for a shutdown that needs the database
          actor.provider = cluster
          remote {
            retry-gate-closed-for = 200ms
            watch-failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 3s }
            dot-netty.tcp {
              transport-class = "Fresnel.Entities.Security.TlsTransport, Fresnel.Entities"
              enable-ssl = true
              connection-timeout = 10s                           # with the TLS handshake
              maximum-frame-size = 256000b                       # control only: no frames, no files
            }
          }
          cluster {
            seed-nodes = []                                      # JoinLoop joins
            retry-unsuccessful-join-after = 500ms                # the first join of a restarted process is always refused
            min-nr-of-members = 1
            failure-detector { heartbeat-interval = 250ms, acceptable-heartbeat-pause = 5s,
                min-std-deviation = 50ms, expected-response-after = 250ms }
            gossip-interval = 50ms
            gossip-different-view-probability = 1.0
            leader-actions-interval = 50ms
            unreachable-nodes-reaper-interval = 100ms
            periodic-tasks-initial-delay = 200ms
            downing-provider-class = "Fresnel.Entities.Downing.FastDowningProvider, Fresnel.Entities"
            down-removal-margin = 1ms
            split-brain-resolver {
              active-strategy = lease-majority
              stable-after = 3s
              down-all-when-unstable = off
              lease-majority { lease-implementation = "fresnel.lease", role = shardhost,
                  acquire-lease-delay-for-minority = 2s, release-after = 40s }
            }
            singleton { hand-over-retry-interval = 200ms, min-number-of-hand-over-retries = 15 }
            distributed-data { gossip-interval = 200ms, notify-subscribers-interval = 50ms, durable.keys = [] }
            sharding {
              role = shardhost
              state-store-mode = ddata
              remember-entities = on
              remember-entities-store = eventsourced
              retry-interval = 200ms
              coordinator-failure-backoff = 200ms
              shard-failure-backoff = 200ms
              entity-restart-backoff = 200ms
              shard-start-timeout = 2s
              handoff-timeout = 20s
              rebalance-interval = 300ms
              waiting-for-state-timeout = 500ms
              updating-state-timeout = 5s                        # 1 s was too short at a cold start
              # The defaults make all nodes of a small cluster answer.
              coordinator-state { write-majority-plus = 0, read-majority-plus = 0 }
              distributed-data {
                durable.keys = []                                # LightningDB does not work with the versions served
                majority-min-cap = 1
                gossip-interval = 200ms
                notify-subscribers-interval = 50ms
              }
            }
          }
        }
        fresnel.lease {
          lease-class = "Fresnel.Entities.Formation.ClusterLease, Fresnel.Entities"
          heartbeat-timeout = 3s
          heartbeat-interval = 1s
          lease-operation-timeout = 8s
        }
        """;

    /// <summary>Returns the settings of a process.</summary>
    /// <param name="options">Checked options: their values need no quoting.</param>
    public static Config Of(FormationOptions options)
    {
        var roles = string.Join(", ", RolesOf(options).Select(role => $"\"{role}\""));
        var own = string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote.dot-netty.tcp {
              hostname = "{{options.BindHost}}", public-hostname = "{{options.ReachedAt}}", port = {{options.Port}}
            }
            akka.cluster { roles = [{{roles}}], app-version = "{{options.AppVersion}}" }
            """);
        return ConfigurationFactory.ParseString(own).WithFallback(ConfigurationFactory.ParseString(Fixed));
    }

    /// <summary>Returns the configured roles and those that follow from them.</summary>
    public static IReadOnlyList<string> RolesOf(FormationOptions options)
    {
        var roles = new List<string>(options.Roles.Distinct(StringComparer.Ordinal));
        var entities = roles.Contains(ClusterRoles.Entities);
        if ((entities || roles.Contains(ClusterRoles.Lighthouse)) && !roles.Contains(ClusterRoles.ShardHost))
            roles.Add(ClusterRoles.ShardHost);
        if (entities && options.Weight != 1) roles.Add(ClusterRoles.Weight(options.Weight));
        return roles;
    }
}
