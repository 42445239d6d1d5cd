using Fresnel.Messages;
using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>
/// Every entity that has an event, with its status, as <see cref="CatalogueProjection"/> has read them from the journal: a moment
/// behind it. Asking starts no entity and writes nothing.
/// </summary>
/// <remarks>
/// Members may be called from any thread. They throw <see cref="EventSourceUnavailableException"/> where the store cannot be reached.
/// </remarks>
public interface IEntityCatalogue
{
    /// <summary>A page of the entities of a kind, by name.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="afterName">The last name of the page before; null for the first page.</param>
    /// <param name="limit">The most entries to return, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<CatalogueEntry>> ListAsync(string kind, string? afterName, int limit, CancellationToken cancellationToken);

    /// <summary>The entities of a kind that must run, by name.</summary>
    ValueTask<IReadOnlyList<CatalogueEntry>> MustRunAsync(string kind, CancellationToken cancellationToken);

    /// <summary>One entity; null where it has no event.</summary>
    ValueTask<CatalogueEntry?> FindAsync(EntityId entity, CancellationToken cancellationToken);
}
