using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Gateway;

/// <summary>Sends commands and queries to entities, wherever they live. Thread-safe.</summary>
public interface IEntityGateway
{
    /// <summary>
    /// Sends a command and waits for its answer. It is repeated under its id every 200 ms until a final answer comes or the deadline has
    /// passed; the entity carries it out once. Callers need no loop of their own.
    /// </summary>
    /// <param name="entity">The addressee.</param>
    /// <param name="command">The command; its type has a wire name.</param>
    /// <param name="commandId">1 to 128 characters; the same where a caller sends the command again.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Stops waiting; the command may be carried out all the same.</param>
    /// <returns>
    /// The answer. <see cref="AnswerStatus.Unavailable"/> with <see cref="EntityAnswer.MayHaveHappened"/> where nobody knows whether it was
    /// carried out: the same command under the same id may be sent again.
    /// </returns>
    /// <exception cref="ArgumentException">The id is empty or too long, or the command has no wire name.</exception>
    Task<EntityAnswer> SendAsync(EntityId entity, object command, string commandId, TimeSpan timeout,
        CancellationToken cancellationToken = default);

    /// <summary>Asks an entity, which starts it where it is not running. Repeated like a command.</summary>
    /// <param name="entity">The addressee.</param>
    /// <param name="query">The query: <see cref="EntityMessages.GetView"/>, or one that the entity knows.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<EntityAnswer> QueryAsync(EntityId entity, object query, TimeSpan timeout, CancellationToken cancellationToken = default);
}
