using Fresnel.Storage.Events;

namespace Fresnel.Entities.Persistence;

/// <summary>The tables of the entity store. They are made here, not by the journal plugin (<c>auto-initialize</c> is off).</summary>
public static class EntityTables
{
    private const int PreparingConnections = 2;

    /// <summary>
    /// Makes the tables where they are missing, checks that they are right, and reads what the store records about itself. To be
    /// run before the actor system starts. Several processes may do it at once.
    /// </summary>
    /// <param name="options">The store.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed then.</param>
    /// <exception cref="ShardCountMismatchException">The cluster was created with another number of shards.</exception>
    /// <exception cref="EntityStoreException">The options are wrong, or the database is not one that this build can work with.</exception>
    /// <exception cref="EventSourceUnavailableException">The database cannot be reached now.</exception>
    public static async Task<EntityStoreFacts> PrepareAsync(EntityStoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        EntityStoreFacts facts;
        if (options.Provider == EntityStoreProvider.Sqlite)
        {
            using var access = SqliteAccess.ForWriting(options.File!, durable: true);
            facts = await Task.Run(() => access.Run(connection => SqliteTables.Prepare(options, connection)), cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            await using var access = new PostgresAccess(options, PreparingConnections);
            facts = await access.RunAsync(
                (connection, cancel) => PostgresTables.PrepareAsync(options, connection, cancel), cancellationToken).ConfigureAwait(false);
        }

        return facts.Shards == options.Shards
            ? facts
            : throw new ShardCountMismatchException(options.ToString(), facts.Shards, options.Shards);
    }

    /// <summary>
    /// Declares the journal to be another history than before: every earlier cursor is void, and projections are rebuilt. To be
    /// run while no process uses the store, after a backup was restored.
    /// </summary>
    /// <param name="options">The store, prepared before.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed then.</param>
    /// <returns>The new history.</returns>
    /// <exception cref="EntityStoreException">The options are wrong, or the database is not one that this build can work with.</exception>
    /// <exception cref="EventSourceUnavailableException">The database cannot be reached now.</exception>
    public static async Task<Guid> RenewHistoryAsync(EntityStoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (options.Provider == EntityStoreProvider.Sqlite)
        {
            using var access = SqliteAccess.ForWriting(options.File!, durable: true);
            return await Task.Run(() => access.Run(SqliteTables.RenewHistory), cancellationToken).ConfigureAwait(false);
        }

        await using var postgres = new PostgresAccess(options, PreparingConnections);
        return await postgres.RunAsync(PostgresTables.RenewHistoryAsync, cancellationToken).ConfigureAwait(false);
    }
}
