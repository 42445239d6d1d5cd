using Fresnel.Storage.Events;
using Npgsql;

namespace Fresnel.Entities.Persistence;

/// <summary>Connections to the store's PostgreSQL database for everything but the journal plugin, which has its own.</summary>
internal sealed class PostgresAccess : IAsyncDisposable
{
    /// <summary>
    /// What these connections ask of the server. Plans go by index whatever the statistics say: for a table that was not analyzed
    /// yet the planner would sort all that is left of it for every page. Compiling a statement of a millisecond (jit) takes a
    /// tenth of a second.
    /// </summary>
    internal const string ServerOptions =
        "-c statement_timeout=10000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=5000 -c jit=off "
        + "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off";

    private readonly EntityStoreOptions options;
    private readonly NpgsqlDataSource source;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The store.</param>
    /// <param name="connections">The most connections at once.</param>
    public PostgresAccess(EntityStoreOptions options, int connections)
    {
        this.options = options;
        var settings = options.Settings();
        settings.Options = $"{settings.Options} {ServerOptions}".Trim();
        settings.ApplicationName = "fresnel";
        settings.Timeout = 3;
        settings.CommandTimeout = 12;
        settings.CancellationTimeout = -1; // a server that does not answer would not answer a request to cancel either
        settings.NoResetOnClose = true; // nothing here changes a pooled connection
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = connections;
        source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>
    /// Runs work on a connection, once more on a fresh one where the connection turned out to be gone. The work must be harmless
    /// to do twice.
    /// </summary>
    /// <exception cref="EventSourceUnavailableException">The server cannot be reached, or cannot do it now.</exception>
    /// <exception cref="EntityStoreException">Trying again does not help.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var opened = false;
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                opened = true;
                return await work(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (StoreFailure.IsOurs(failure))
            {
                if (!opened || attempt > 1 || !StoreFailure.IsLost(failure)) throw StoreFailure.Of(options, failure);
                source.Clear(); // the others of the pool are gone as well
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
