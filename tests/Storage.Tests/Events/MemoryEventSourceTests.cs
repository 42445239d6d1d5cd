using Fresnel.Tests.Events;

namespace Fresnel.Storage.Tests.Events;

/// <summary>The journal in memory that other tests of this room read is one as the real ones are.</summary>
public sealed class MemoryEventSourceTests : EventSourceCompliance
{
    protected override Task<IWritableEvents> OpenAsync() => Task.FromResult<IWritableEvents>(new MemoryEvents());
}
