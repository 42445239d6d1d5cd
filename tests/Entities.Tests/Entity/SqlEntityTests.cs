using Fresnel.Entities.Persistence;
using Fresnel.Entities.Tests.Support;
using Fresnel.Tests.Servers;
using Npgsql;
using Xunit.Abstractions;

namespace Fresnel.Entities.Tests.Entity;

public sealed class SqliteEntityTests(ITestOutputHelper output) : EntityContract(SqlStore.OfSqlite(), output);

public sealed class SqliteEntityFaultTests(ITestOutputHelper output) : EntityFaultContract(SqlStore.OfSqlite(), output);

[Collection(nameof(PostgresServer))]
public sealed class PostgresEntityTests(PostgresServer server, ITestOutputHelper output) : EntityContract(Postgres.Store(server), output);

[Collection(nameof(PostgresServer))]
public sealed class PostgresEntityFaultTests(PostgresServer server, ITestOutputHelper output) : EntityFaultContract(Postgres.Store(server), output);

/// <summary>One server for both suites.</summary>
[CollectionDefinition(nameof(PostgresServer))]
public sealed class SharedPostgres : ICollectionFixture<PostgresServer>;

internal static class Postgres
{
    /// <summary>A store in a database of its own.</summary>
    public static SqlStore Store(PostgresServer server)
    {
        var address = new Uri(server.CreateDatabaseAsync().GetAwaiter().GetResult());
        var user = address.UserInfo.Split(':');
        return new SqlStore(EntityStoreOptions.ForPostgres(new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Username = user[0],
            Password = user[1],
            Database = address.AbsolutePath[1..],
        }.ConnectionString));
    }
}
