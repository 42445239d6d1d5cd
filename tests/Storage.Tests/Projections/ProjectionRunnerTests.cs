using Fresnel.Storage.Tests.Events;
using Fresnel.Tests.Events;

namespace Fresnel.Storage.Tests.Projections;

public sealed class ProjectionRunnerTests : ProjectionRunnerCompliance
{
    protected override Task<IWritableEvents> OpenAsync() => Task.FromResult<IWritableEvents>(new MemoryEvents());
}
