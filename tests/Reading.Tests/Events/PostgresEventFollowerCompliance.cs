using Fresnel.Reading.Tests.Support;
using Fresnel.Tests.Servers;
using Xunit.Abstractions;

namespace Fresnel.Reading.Tests.Events;

[Collection(PostgresTests.Name)]
public sealed class PostgresEventFollowerCompliance(PostgresServer server, ITestOutputHelper output) : EventFollowerCompliance(output)
{
    private protected override async Task<TestStore> CreateAsync() => await PostgresTestStore.CreateAsync(server);
}
