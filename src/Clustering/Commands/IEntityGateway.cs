using Fresnel.Messages;

namespace Fresnel.Clustering.Commands;

/// <summary>How callers reach entities, wherever they live.</summary>
public interface IEntityGateway
{
    /// <summary>Sends a command to an entity and waits for its reply, which has been journaled with the command's effect.</summary>
    /// <param name="entity">The entity; it need not exist yet.</param>
    /// <param name="command">The command; its type carries a wire name.</param>
    /// <param name="commandId">Names the command. Sending again under the same id has one effect and one answer.</param>
    /// <param name="deadline">Until when the caller waits; an owner that finds it passed does not carry the command out.</param>
    /// <param name="cancellationToken">Stops waiting; the command may still be carried out.</param>
    /// <returns>The reply; a refusal is a reply.</returns>
    /// <exception cref="EntityException">No answer could be had; the code says why.</exception>
    ValueTask<object> SendAsync(
        EntityId entity, object command, string commandId, DateTimeOffset deadline, CancellationToken cancellationToken);

    /// <summary>Asks an entity something that changes nothing and is not journaled. It sees the effect of commands sent before.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="query">The query; its type carries a wire name.</param>
    /// <param name="deadline">Until when the caller waits.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="EntityException">No answer could be had; the code says why.</exception>
    ValueTask<object> QueryAsync(EntityId entity, object query, DateTimeOffset deadline, CancellationToken cancellationToken);
}
