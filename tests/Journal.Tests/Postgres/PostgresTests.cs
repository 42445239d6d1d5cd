using Fresnel.Storage.Postgres;
using Fresnel.Tests.Servers;

namespace Fresnel.Journal.Tests.Postgres;

/// <summary>The tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";

    public static DatabaseAddress Parse(string address) =>
        DatabaseAddress.TryParse(address, out var parsed, out var problem) ? parsed : throw new InvalidOperationException(problem);

    public static Task<ClusterDatabase> OpenAsync(string address) => ClusterDatabase.OpenAsync(Parse(address), TimeProvider.System, default);
}
