using Fresnel.Tests.Events;

namespace Fresnel.Journal.Tests.Readers;

public sealed class SqliteProjectionRunnerTests : ProjectionRunnerCompliance
{
    protected override Task<IWritableEvents> OpenAsync() => Task.FromResult(SqliteEvents.Open());
}
