using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Formation.Tests.Support;

/// <summary>The tests that share one PostgreSQL server, each with a database of its own. They run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Postgres : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";

    /// <summary>Makes an empty database and returns its connection string.</summary>
    /// <param name="server">The server.</param>
    /// <param name="port">The port to connect to, if not the server's: that of a link to it.</param>
    internal static async Task<string> DatabaseAsync(PostgresServer server, int? port = null) =>
        ConnectionString(await server.CreateDatabaseAsync(), port);

    /// <summary>Turns the address of a database into a connection string.</summary>
    internal static string ConnectionString(string address, int? port = null)
    {
        var uri = new Uri(address);
        var user = uri.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = port ?? uri.Port,
            Username = user[0],
            Password = user[1],
            Database = uri.AbsolutePath[1..],
        }.ConnectionString;
    }

    /// <summary>Runs statements on a connection of their own; returns the first column of the first row.</summary>
    internal static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
