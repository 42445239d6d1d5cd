using Npgsql;

namespace Fresnel.Entities.Formation;

/// <summary>
/// The database as formation uses it: one session per process that stays open, and a few pooled connections for questions that must not
/// wait for it. Nothing waits for the server longer than <see cref="FormationTimes.Statement"/> to connect and as long for an answer.
/// </summary>
internal sealed class MemberDatabase : IAsyncDisposable
{
    // A transaction of a frozen process must not hold the lease row, and the server must notice clients whose packets vanish.
    private const string ServerLimits =
        "-c statement_timeout=2000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=3000 " +
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3";

    private readonly NpgsqlDataSource sessions;
    private readonly NpgsqlDataSource questions;
    private readonly TimeProvider time;
    private readonly FormationTimes times;

    /// <summary>Creates the access to a database; connects later.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="time">The clock.</param>
    /// <param name="times">The times of formation.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public MemberDatabase(string connectionString, TimeProvider time, FormationTimes times)
    {
        this.time = time;
        this.times = times;
        sessions = Build(connectionString, pooled: false);
        questions = Build(connectionString, pooled: true);
    }

    /// <summary>Opens the session that shows that this process lives.</summary>
    public async Task<NpgsqlConnection> OpenSessionAsync(MemberKey self, CancellationToken cancellationToken)
    {
        var connection = await sessions.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await MemberTable.CreateAsync(connection, cancellationToken).ConfigureAwait(false);
            await MemberTable.EnterAsync(connection, self, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks something on a pooled connection.</summary>
    /// <exception cref="TimeoutException">The database did not answer in time.</exception>
    public Task<T> AskAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        var answer = OnConnectionAsync();
        return answer.WaitAsync(times.Statement * 2, time, cancellationToken);

        async Task<T> OnConnectionAsync()
        {
            await using var connection = await questions.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await question(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the pooled connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await sessions.DisposeAsync().ConfigureAwait(false);
        await questions.DisposeAsync().ConfigureAwait(false);
    }

    private NpgsqlDataSource Build(string connectionString, bool pooled)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var seconds = (int)Math.Ceiling(times.Statement.TotalSeconds);
        settings.Options = string.IsNullOrEmpty(settings.Options) ? ServerLimits : $"{settings.Options} {ServerLimits}";
        settings.ApplicationName ??= "fresnel formation";
        settings.Timeout = seconds;
        settings.CommandTimeout = seconds;
        settings.CancellationTimeout = -1; // a server that does not answer would not answer that either
        settings.Pooling = pooled;
        settings.MaxPoolSize = 4;
        settings.MinPoolSize = 0;
        settings.NoResetOnClose = true;
        settings.Multiplexing = false;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
