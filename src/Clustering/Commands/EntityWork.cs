using Fresnel.Clustering.Broker;
using Fresnel.Kernel;
using Fresnel.Messages;

namespace Fresnel.Clustering.Commands;

/// <summary>A command or a query in the hands of the owner of its entity.</summary>
internal sealed class EntityWork
{
    public required Delivery Delivery { get; init; }

    public required EntityId Entity { get; init; }

    /// <summary>The command or query, decoded.</summary>
    public required object Message { get; init; }

    /// <summary>The command's id; null for a query.</summary>
    public required string? CommandId { get; init; }

    public required MessageContext Context { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Done with: the broker forgets it.</summary>
    public async ValueTask AcknowledgeAsync() => await Delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Not done: for the next owner, or for this one later.</summary>
    public async ValueTask GiveBackAsync() => await Delivery.GiveBackAsync(CancellationToken.None).ConfigureAwait(false);
}
