using Fresnel.Storage.Credentials;
using Npgsql;

namespace Fresnel.Storage.Postgres;

/// <summary>
/// Secrets in a table of a cluster's PostgreSQL database, which only the role that owns it can read. They are as safe
/// as the database, its backups, and the way to it: use <c>sslmode=verify-full</c> between machines.
/// </summary>
/// <param name="database">The database, prepared by <see cref="StorageTables"/>.</param>
public sealed class PostgresCredentialStore(ClusterDatabase database) : ICredentialStore
{
    /// <inheritdoc />
    public async ValueTask SetAsync(string key, string secret, CancellationToken cancellationToken)
    {
        CredentialKey.Check(key);
        ArgumentNullException.ThrowIfNull(secret);
        await database.RunAsync(
            async (connection, cancel) =>
            {
                const string sql = "INSERT INTO credential(key, secret) VALUES ($1, $2) ON CONFLICT(key) DO UPDATE SET secret = excluded.secret";
                await using var command = new NpgsqlCommand(sql, connection).With(key).With(secret);
                return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<string?> FindAsync(string key, CancellationToken cancellationToken)
    {
        CredentialKey.Check(key);
        return database.RunAsync(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("SELECT secret FROM credential WHERE key = $1", connection).With(key);
                return (string?)await command.ExecuteScalarAsync(cancel).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        CredentialKey.Check(key);
        return database.RunAsync(
            async (connection, cancel) =>
            {
                await using var command = new NpgsqlCommand("DELETE FROM credential WHERE key = $1", connection).With(key);
                return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
            },
            cancellationToken);
    }
}
