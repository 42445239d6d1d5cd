using Fresnel.Journal.Tests.Postgres;
using Fresnel.Tests.Events;
using Fresnel.Tests.Servers;

namespace Fresnel.Journal.Tests.Readers;

[Collection(PostgresTests.Name)]
public sealed class PostgresProjectionRunnerTests(PostgresServer server) : ProjectionRunnerCompliance
{
    protected override Task<IWritableEvents> OpenAsync() => PostgresEvents.OpenAsync(server);
}
