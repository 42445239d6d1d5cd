using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Entities.Tests.Support;

/// <summary>The journal under a suite of entity tests: in memory, SQLite or PostgreSQL.</summary>
public abstract class EntityTestStore
{
    /// <summary>Knows the messages of the lamp.</summary>
    public static WireCodec Codec { get; } = new(typeof(EntityMessages).Assembly, typeof(LightState).Assembly);

    /// <summary>Makes the journal misbehave.</summary>
    public JournalFaults Faults { get; } = new();

    /// <summary>What the actor system is started with.</summary>
    public ActorSystemSetup Setup() => ActorSystemSetup.Create([BootstrapSetup.Create().WithConfig(Configuration), Faults, .. MoreSetups]);

    /// <summary>Akka's settings.</summary>
    protected abstract Config Configuration { get; }

    /// <summary>What the journal needs besides.</summary>
    protected virtual IEnumerable<Setup> MoreSetups => [];

    /// <summary>How long an answer may take at most; far more than it does.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public ILogger Logger { get; } = NullLogger.Instance;
}
