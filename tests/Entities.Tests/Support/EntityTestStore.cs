using Akka.Actor;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Entities.Tests.Support;

/// <summary>The journal under a suite of entity tests: in memory, SQLite or PostgreSQL. Of one test.</summary>
public abstract class EntityTestStore : IDisposable
{
    /// <summary>Knows the messages of the lamp.</summary>
    public static WireCodec Codec { get; } = new(typeof(EntityMessages).Assembly, typeof(LightState).Assembly);

    /// <summary>Makes the journal misbehave.</summary>
    public JournalFaults Faults { get; } = new();

    /// <summary>How long an answer may take at most; far more than it does.</summary>
    public TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public ILogger Logger { get; } = NullLogger.Instance;

    /// <summary>Starts an actor system on the journal. The caller ends it.</summary>
    public abstract ActorSystem Start();

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
