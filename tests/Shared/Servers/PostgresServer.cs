using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;
using Npgsql;

namespace Fresnel.Tests.Servers;

/// <summary>A PostgreSQL of the tests that share it, each with a database of its own. It ends with them.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-postgres-").FullName;
    private int databases;

    /// <summary>The server.</summary>
    public LocalPostgres Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await LocalPostgres.StartAsync(folder, ServerLifetime.WithStarter, default);

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Makes an empty database that the role <c>fresnel</c> owns.</summary>
    /// <returns>The way to it, with the password.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync(Server.AdminUri, $"CREATE DATABASE {name} OWNER {LocalPostgres.Name} STRATEGY file_copy");
        return Server.UriOf(name).OriginalString;
    }

    /// <summary>Drops a database, and whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string address) => ExecuteAsync(Server.AdminUri, $"DROP DATABASE {new Uri(address).AbsolutePath[1..]} WITH (FORCE)");

    /// <summary>Runs statements; returns the first column of the first row.</summary>
    public static async Task<object?> ExecuteAsync(Uri address, string sql)
    {
        var user = address.UserInfo.Split(':');
        var settings = new NpgsqlConnectionStringBuilder { Host = address.Host, Port = address.Port, Username = user[0], Password = user[1], Database = address.AbsolutePath[1..], Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
