using Fresnel.LocalCluster.Postgres;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Bench.Clusters;

/// <summary>An empty database for one measurement.</summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    private static int made;

    private readonly LocalPostgres server;
    private readonly string name;

    private TemporaryDatabase(LocalPostgres server, string name, ClusterDatabase database)
    {
        this.server = server;
        this.name = name;
        Database = database;
    }

    /// <summary>The database.</summary>
    public ClusterDatabase Database { get; }

    /// <summary>Makes one.</summary>
    public static async Task<TemporaryDatabase> CreateAsync(LocalPostgres server)
    {
        var name = $"bench_{Interlocked.Increment(ref made)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name} OWNER {LocalPostgres.Name}");
        await ExecuteAsync(server, "CHECKPOINT"); // what others left behind is not this measurement's cost
        if (!DatabaseAddress.TryParse(server.UriOf(name).OriginalString, out var address, out var problem)) throw new InvalidOperationException(problem);
        return new TemporaryDatabase(server, name, await ClusterDatabase.OpenAsync(address, TimeProvider.System, default));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task ExecuteAsync(LocalPostgres server, string sql)
    {
        var user = server.AdminUri.UserInfo.Split(':');
        var settings = new NpgsqlConnectionStringBuilder { Host = server.AdminUri.Host, Port = server.Port, Username = user[0], Password = user[1], Database = LocalPostgres.Name, Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
