using Fresnel.Reading.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Reading.Tests.Events;

public sealed class SqliteEventFollowerCompliance(ITestOutputHelper output) : EventFollowerCompliance(output)
{
    private protected override Task<TestStore> CreateAsync() => Task.FromResult<TestStore>(new SqliteTestStore());
}
