using Fresnel.Tests.Events;

namespace Fresnel.Journal.Tests.Readers;

public sealed class SqliteEventSourceTests : EventSourceCompliance
{
    protected override Task<IWritableEvents> OpenAsync() => Task.FromResult(SqliteEvents.Open());
}
