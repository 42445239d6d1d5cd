using Fresnel.Reading.Tests.Support;
using Fresnel.Tests.Servers;

namespace Fresnel.Reading.Tests.Events;

[Collection(PostgresTests.Name)]
public sealed class PostgresEventSourceCompliance(PostgresServer server) : EventSourceCompliance
{
    private protected override async Task<TestStore> CreateAsync() => await PostgresTestStore.CreateAsync(server);
}
