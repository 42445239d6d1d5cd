using Fresnel.Entities.Persistence;
using Npgsql;

namespace Fresnel.Entities.WarmUp;

/// <summary>The tables of the warm-up: apart from those of the entities, and shared by all nodes that warm up.</summary>
internal static class WarmUpStore
{
    private const string Prefix = "warmup";
    private const int Connections = 8;

    /// <summary>Runs work on the warm-up's tables, under names of entities that nobody else has, and deletes their rows.</summary>
    /// <exception cref="ArgumentException">The store is not PostgreSQL: an embedded node takes over from nobody, and needs no
    /// warm-up.</exception>
    public static async Task UseAsync(
        EntityStoreOptions store, Func<EntityStoreOptions, IReadOnlyList<string>, Task> work, int entities, string kind,
            CancellationToken cancellationToken)
    {
        if (store.Provider != EntityStoreProvider.Postgres) throw new ArgumentException("Only nodes with PostgreSQL warm up.",
            nameof(store));
        var apart = new EntityStoreOptions
        {
            Provider = store.Provider,
            ConnectionString = store.ConnectionString,
            Shards = store.Shards,
            BatchSize = store.BatchSize,
            Parallelism = store.Parallelism,
            TransactionLimit = store.TransactionLimit,
            MaxConnections = Connections,
            TablePrefix = Prefix,
        };
        await EntityTables.PrepareAsync(apart, cancellationToken).ConfigureAwait(false);
        var run = Guid.NewGuid().ToString("N");
        try
        {
            await work(apart, [.. Enumerable.Range(1, entities).Select(number => $"{run}-{number}")]).ConfigureAwait(false);
        }
        finally
        {
            await using var access = new PostgresAccess(apart, 1);
            await access.RunAsync((connection, cancel) => DeleteAsync(connection, apart, $"{kind}/{run}-%", cancel),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<int> DeleteAsync(NpgsqlConnection connection, EntityStoreOptions apart, string pattern,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"DELETE FROM {apart.Journal()} WHERE persistence_id LIKE @pattern; DELETE FROM {apart.Snapshot()} WHERE persistence_id LIKE @pattern", connection);
        command.Parameters.AddWithValue("pattern", pattern);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
