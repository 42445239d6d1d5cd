using Npgsql;

namespace Fresnel.Storage.Postgres;

/// <summary>
/// A cluster's PostgreSQL database, as one process uses it: its connections, shared by journal, observations and
/// credentials. Nothing waits for the server without an end: 3 s to connect, 5 s for an answer, after which the driver
/// spends up to 6 s more on asking the server to cancel.
/// </summary>
public sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>Beyond this the clocks differ so much that times of events of different nodes cannot be compared.</summary>
    public static readonly TimeSpan LargestClockOffset = TimeSpan.FromSeconds(5);

    private const int OldestServer = 13; // transaction ids of 64 bits (xid8)

    // A transaction of ours ends within 5 s, whatever becomes of us: global reads wait for the oldest of them. The
    // server looks after a client whose packets vanish.
    private const string Bounds = "-c statement_timeout=4000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=4000 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 -c jit=off";

    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource writers;
    private readonly TimeProvider time;

    private ClusterDatabase(DatabaseAddress address, TimeProvider time)
    {
        Address = address;
        this.time = time;
        source = Build(Bounds, pooled: true);

        // Plans by index whatever the statistics say: a table that was empty when its plan was made may be large soon.
        writers = Build($"{Bounds} -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off", pooled: false);
    }

    /// <summary>Where it is.</summary>
    public DatabaseAddress Address { get; }

    /// <summary>Product and version: <c>PostgreSQL 15.9</c>.</summary>
    public string Product { get; private set; } = "PostgreSQL";

    /// <summary>How far the server's clock is ahead of ours, as measured at the start; half a round trip is its error.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <summary>
    /// What is wrong with the clocks, in one line; null where they agree within <see cref="LargestClockOffset"/>. A
    /// warning: leases go by the server's clock alone, but the times of this node's events are then off.
    /// </summary>
    public string? ClockProblem => ClockOffset.Duration() <= LargestClockOffset
        ? null
        : FormattableString.Invariant($"The clock of this machine and that of {Address} differ by {ClockOffset.Duration().TotalSeconds:0.0} s (at most {LargestClockOffset.TotalSeconds:0} s are allowed): the times of events are off. Synchronise them.");

    /// <summary>Opens the database.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">It cannot be reached now.</exception>
    /// <exception cref="StoreSchemaException">Trying again does not help: a wrong user, password or database, or a server that is too old.</exception>
    public static async Task<ClusterDatabase> OpenAsync(DatabaseAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(time);
        var database = new ClusterDatabase(address, time);
        try
        {
            await database.RunAsync(database.LookAsync, cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes its connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        await writers.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Runs something on a connection; once more on a fresh one where the connection, as it turned out, was gone. So
    /// it must be harmless to do it twice.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or cannot do it now.</exception>
    internal async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
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
            catch (Exception failure) when (PostgresFailure.IsOurs(failure))
            {
                if (!PostgresFailure.IsLost(failure) && !PostgresFailure.IsOvertaken(failure)) throw PostgresFailure.Of(Address, failure);
                if (PostgresFailure.IsLost(failure)) source.Clear(); // the others of the pool are gone as well
                if (!opened || attempt > 1 || IsTimeout(failure)) throw PostgresFailure.Of(Address, failure);
            }
        }
    }

    /// <summary>A connection for a writer, which keeps it.</summary>
    internal ValueTask<NpgsqlConnection> OpenWriterAsync(CancellationToken cancellationToken) => writers.OpenConnectionAsync(cancellationToken);

    private static bool IsTimeout(Exception failure) => failure is TimeoutException || failure.InnerException is TimeoutException;

    private async ValueTask<bool> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
            throw new StoreSchemaException($"The server of {Address} is PostgreSQL {connection.PostgreSqlVersion}: at least {OldestServer} is needed.");
        Product = $"PostgreSQL {connection.PostgreSqlVersion}";
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false); // the way is warm for the one that counts
        var before = time.GetUtcNow();
        var start = time.GetTimestamp();
        var there = (DateTime)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        ClockOffset = new DateTimeOffset(there) - (before + (time.GetElapsedTime(start) / 2));
        return true;
    }

    private NpgsqlDataSource Build(string options, bool pooled)
    {
        var settings = Address.Settings();
        settings.Options = options;
        settings.Pooling = pooled;
        settings.Timeout = 2; // also of the request to cancel, sent in vain where the network is gone: the driver gives it this long twice before it tells
        settings.CommandTimeout = 5;
        settings.CancellationTimeout = -1; // a server that does not answer would not answer that either; its own limit ends the statement
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 2;
        settings.TcpKeepAliveInterval = 1;
        settings.NoResetOnClose = true; // nothing of ours changes a pooled connection
        if (pooled)
        {
            settings.MaxPoolSize = 24;
            settings.MaxAutoPrepare = 64;
            settings.AutoPrepareMinUsages = 2;
        }

        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
