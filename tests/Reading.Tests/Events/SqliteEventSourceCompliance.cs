using Fresnel.Reading.Tests.Support;

namespace Fresnel.Reading.Tests.Events;

public sealed class SqliteEventSourceCompliance : EventSourceCompliance
{
    private protected override Task<TestStore> CreateAsync() => Task.FromResult<TestStore>(new SqliteTestStore());
}
