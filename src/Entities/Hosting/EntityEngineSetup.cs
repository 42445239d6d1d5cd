using Akka.Actor.Setup;
using Fresnel.Entities.Formation;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Hosting;

/// <summary>Hands the services of entities to the actor system.</summary>
/// <param name="options">What all entities have in common.</param>
/// <param name="standing">Whether this process may activate entities.</param>
/// <param name="loggers">Where entities log.</param>
/// <param name="time">The clock of entities.</param>
internal sealed class EntityEngineSetup(EntityEngineOptions options, INodeStanding standing, ILoggerFactory loggers,
    TimeProvider time) : Setup
{
    public EntityEngineOptions Options { get; } = options;

    public INodeStanding Standing { get; } = standing;

    public ILoggerFactory Loggers { get; } = loggers;

    public TimeProvider Time { get; } = time;
}
