using System.Data.Common;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace Fresnel.Entities.Persistence;

/// <summary>
/// How the journal plugin connects. Given to it as an object: its configuration, which may be logged, holds no password.
/// </summary>
internal static class PluginConnections
{
    private const string Postgres15 = "PostgreSQL.15";
    private const string Sqlite = "SQLite.MS";

    // The plugin's circuit breaker gives up after 10 s (EntityStoreHosting): the driver before it, so that its words are seen.
    private const int CommandTimeoutSeconds = 8;

    /// <summary>The connections of one store.</summary>
    public static DataOptions Of(EntityStoreOptions options) =>
        options.Provider == EntityStoreProvider.Sqlite ? OfSqlite(options.File!) : OfPostgres(options);

    private static DataOptions OfSqlite(string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 5 };
        return new DataOptions().UseConnectionString(Sqlite, settings.ConnectionString).UseAfterConnectionOpened(Prepare);
    }

    // Journal, snapshots and sharding write to one file. The driver looks every 150 ms whether the file is free; SQLite's own
    // handler begins with 1 ms.
    private static void Prepare(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
    }

    // No statement_timeout, and no request to cancel: either would end a COMMIT that waits for a synchronous standby with a
    // success that the standby does not have. A connection that takes too long is dropped instead.
    private static DataOptions OfPostgres(EntityStoreOptions options)
    {
        var settings = options.Settings();
        var limit = FormattableString.Invariant($"-c idle_in_transaction_session_timeout={options.TransactionLimit.TotalMilliseconds:0}");
        settings.Options = $"{settings.Options} {limit} -c jit=off".Trim();
        settings.ApplicationName = "fresnel-journal";
        settings.Timeout = 5;
        settings.CommandTimeout = CommandTimeoutSeconds;
        settings.CancellationTimeout = -1;
        settings.NoResetOnClose = true; // nothing in the plugin changes a pooled connection
        settings.MaxPoolSize = options.MaxConnections;
        return new DataOptions().UseConnectionString(Postgres15, settings.ConnectionString);
    }
}
