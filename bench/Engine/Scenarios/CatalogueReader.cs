using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Engine.Scenarios;

/// <summary>Reads the catalogue of entities once it has reached the journal's end.</summary>
internal static class CatalogueReader
{
    private const int PageSize = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Reads.</summary>
    /// <param name="store">The store; no process needs to run on it, and nobody may write to its journal.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<ListedEntity>> ReadAsync(EntityStoreOptions store, CancellationToken cancellationToken)
    {
        var facts = await EntityTables.PrepareAsync(store, cancellationToken);
        await using var reading = await EntityReading.OpenAsync(
            store, facts, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        await reading.Projection.StartAsync(limit.Token);
        try
        {
            await reading.Projection.CatchUpAsync(limit.Token);
            return await ListAsync(reading.Catalogue, limit.Token);
        }
        finally
        {
            await reading.Projection.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Every counter of a catalogue.</summary>
    public static async Task<IReadOnlyList<ListedEntity>> ListAsync(IEntityCatalogue catalogue, CancellationToken cancellationToken)
    {
        var listed = new List<ListedEntity>();
        while (true)
        {
            var page = await catalogue.ListAsync(
                CounterState.Kind, listed.Count == 0 ? null : listed[^1].Entity.Name, PageSize, cancellationToken);
            listed.AddRange(page.Select(entry => new ListedEntity(entry.Entity, entry.Status, entry.MustRun)));
            if (page.Count < PageSize) return listed;
        }
    }
}
