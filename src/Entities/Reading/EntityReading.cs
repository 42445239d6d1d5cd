using Fresnel.Entities.Persistence;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Reading;

/// <summary>What a process reads its journal with: the event source, the follower, and the catalogue with its projection.</summary>
public sealed class EntityReading : IAsyncDisposable
{
    private EntityReading(IEventSource events, ICatalogueStore catalogue, TimeProvider time, ILoggerFactory loggers)
    {
        Events = events;
        Catalogue = catalogue;
        Follower = new EventFollower(events, time, loggers.CreateLogger<EventFollower>());
        Projection = new CatalogueProjection(catalogue, events, time, loggers.CreateLogger<CatalogueProjection>());
    }

    /// <summary>The events.</summary>
    public IEventSource Events { get; }

    /// <summary>Follows the events without end.</summary>
    public EventFollower Follower { get; }

    /// <summary>The entities and their status.</summary>
    public IEntityCatalogue Catalogue { get; }

    /// <summary>
    /// Keeps <see cref="Catalogue"/> up with the journal; a hosted service, not started here. At least one process of a cluster
    /// runs it.
    /// </summary>
    public CatalogueProjection Projection { get; }

    /// <summary>Opens the journal for reading, and makes the catalogue's tables where they are missing.</summary>
    /// <param name="options">The store.</param>
    /// <param name="facts">What <see cref="EntityTables.PrepareAsync"/> found.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For warnings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EventSourceUnavailableException">The store cannot be reached now.</exception>
    /// <exception cref="EntityStoreException">The store is not one that this build can work with.</exception>
    public static async Task<EntityReading> OpenAsync(
        EntityStoreOptions options, EntityStoreFacts facts, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(loggers);
        var reading = options.Provider == EntityStoreProvider.Sqlite
            ? new EntityReading(new SqliteEventSource(options, facts.History, time), new SqliteCatalogue(options), time, loggers)
            : new EntityReading(
                new PostgresEventSource(options, facts.History, time, loggers.CreateLogger<PostgresEventSource>()),
                new PostgresCatalogue(options),
                time,
                loggers);
        try
        {
            await ((ICatalogueStore)reading.Catalogue).PrepareAsync(cancellationToken).ConfigureAwait(false);
            return reading;
        }
        catch
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Projection.Dispose();
        foreach (var part in new object[] { Events, Catalogue })
        {
            if (part is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
            else if (part is IDisposable disposable) disposable.Dispose();
        }
    }
}
