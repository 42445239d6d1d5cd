using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Fresnel.Entities.Tests.Support;

/// <summary>Journal and snapshots in memory.</summary>
public sealed class MemoryStore : EntityTestStore
{
    private static readonly Config Configuration = ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = WARNING
          persistence {
            journal.plugin = "akka.persistence.journal.faulty"
            journal.faulty.class = "{{typeof(FaultyMemoryJournal).AssemblyQualifiedName}}"
            journal.faulty.replay-filter.mode = off
            journal.faulty.circuit-breaker { max-failures = 100000, call-timeout = 30s, reset-timeout = 1s }
            snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          }
        }
        """);

    public override ActorSystem Start() => ActorSystem.Create(
        "entities", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Configuration.WithFallback(Akka.TestKit.Configs.TestConfigs.DefaultConfig)), Faults));
}
