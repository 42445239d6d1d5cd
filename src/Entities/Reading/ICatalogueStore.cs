using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>The catalogue as its projection writes it. May be deleted at any time: it is rebuilt from the journal.</summary>
public interface ICatalogueStore : IEntityCatalogue
{
    /// <summary>Makes the tables where they are missing.</summary>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The cursor after the last event that the catalogue contains; null where it contains none.</summary>
    ValueTask<EventCursor?> FindCursorAsync(CancellationToken cancellationToken);

    /// <summary>Applies changes and moves the cursor, in one transaction.</summary>
    /// <param name="from">The cursor that the changes follow.</param>
    /// <param name="to">The cursor after them.</param>
    /// <param name="changes">What changed; at most one for each entity.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// False where the catalogue's cursor is not <paramref name="from"/>: another process was first, and nothing was changed.
    /// </returns>
    ValueTask<bool> ApplyAsync(
        EventCursor? from, EventCursor to, IReadOnlyList<CatalogueChange> changes, CancellationToken cancellationToken);

    /// <summary>Deletes every entry and the cursor.</summary>
    ValueTask ClearAsync(CancellationToken cancellationToken);
}
